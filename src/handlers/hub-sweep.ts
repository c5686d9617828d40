import { turnsStoreIn } from '../aws/organization/turns-store.ts'
import { listBucketPage } from '../aws/s3/list-buckets.ts'
import { readSweepConfig } from '../config/sweep-config.ts'
import { errorText } from '../core/cooper-error.ts'
import type { TurnResult } from '../core/organization/account-turns.ts'
import type { Member } from '../core/organization/member.ts'
import { listInTurns } from '../sweep/list-in-turns.ts'
import { sweepHandler } from './handle-sweep-task.ts'
import { accountSettings } from './hub/account-settings.ts'
import { openHub } from './hub/hub.ts'
import { listMembers } from './hub/list-members.ts'
import { logger } from './instruments.ts'

const config = readSweepConfig(process.env)
const hub = openHub(config, process.env)

/** Sweeps the buckets of an organization. */
export const handler = sweepHandler(config, {
  describe: hub.describe,
  listOf: (sweep) => listInTurns({ ...turnsStoreIn(sweep, hub.objects), accounts, listIn }),
  async hourly() {
    const { members } = await listMembers(hub, process.env)
    await checkSettings(members)
  },
})

const settingsOf = accountSettings(hub, process.env)

/** The function that handles events leaves alone an account whose settings are not valid, so that somebody must be notified. */
async function checkSettings(members: readonly Member[]): Promise<void> {
  for (const { id } of members) {
    const settings = await settingsOf(id)
    if (typeof settings === 'string') throw new Error(settings)
  }
}

async function accounts() {
  const { members } = await listMembers(hub, process.env)
  return members
    .filter(({ id }) => !hub.config.exemptAccounts.includes(id))
    .map(({ id, name }) => ({ id, ...(name && { name }) }))
}

/** What one account refuses does not keep the others from their turn. */
async function listIn(
  account: string,
  token: string | undefined,
  most: number,
): Promise<TurnResult> {
  try {
    const clients = await hub.clientsOf(account)
    if (typeof clients === 'string') return { problem: clients }
    const { reader } = clients.clientsIn(hub.region)
    return (await listBucketPage(reader, hub.region, token, most)) ?? 'lost'
  } catch (error) {
    logger.warn('An account cannot be swept', { account, error })
    return { problem: errorText(error) }
  }
}
