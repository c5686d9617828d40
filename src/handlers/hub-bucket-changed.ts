import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { placeOfEvent } from '../aws/events/place-of-event.ts'
import { readConfig } from '../config/config.ts'
import { bucketEventHandler } from './handle-bucket-event.ts'
import { accountSettings } from './hub/account-settings.ts'
import { openHub } from './hub/hub.ts'
import { logger, metrics } from './instruments.ts'

const config = readConfig(process.env)
const hub = openHub(config, process.env)
const settingsOf = accountSettings(hub, process.env)
// A session of the role has its name without the path.
const memberRole = hub.config.memberRole.split('/').at(-1) ?? ''

/** Guards the buckets of an organization, from its own account. */
export const handler = bucketEventHandler({
  config,
  clients: hub.clients,
  describe: hub.describe,
  placeOf: placeOfEvent,
  async accountAt({ account }) {
    if (hub.config.exemptAccounts.includes(account)) return `Account ${account} is exempt`
    const settings = await settingsOf(account)
    if (typeof settings === 'string') return leftAlone(account, settings)
    const clients = await hub.clientsOf(account)
    if (typeof clients === 'string') return leftAlone(account, clients)
    return { ...clients, settings: { ...settings, ...(account !== hub.home && { memberRole }) } }
  },
})

/** Once a day, the digest of the sweep names the account. */
function leftAlone(account: string, reason: string): string {
  metrics.addMetric('unreachable', MetricUnit.Count, 1)
  logger.warn('The account is left alone', { account, reason })
  return reason
}
