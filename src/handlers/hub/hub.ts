import { journalObjectsIn } from '../../aws/journal/journal-objects.ts'
import { organizationStoreIn } from '../../aws/organization/organization-store.ts'
import { createS3Clients } from '../../aws/s3/s3-client.ts'
import { readHubConfig } from '../../config/hub-config.ts'
import { ORGANIZATION_SETTINGS_KEY } from '../../config/organization/organization-settings.ts'
import type { Variables } from '../../config/parse-variables.ts'
import { inMember } from '../../core/journal/undo-command.ts'
import { keptFor } from '../../core/organization/kept-for.ts'
import { KNOWN_FOR } from '../../core/organization/member.ts'
import { settled } from '../../core/retry.ts'
import { functionPlace } from '../function-place.ts'
import type { Describe } from '../shared-ports.ts'
import { accountClients } from './account-clients.ts'

interface HubFacts {
  readonly topicArn: string
  readonly journalBucket: string | undefined
}

/** What the functions of a hub have in common. Throws an error that names each invalid variable. */
export function openHub({ topicArn, journalBucket = '' }: HubFacts, environment: Variables) {
  const config = readHubConfig(environment)
  const clients = createS3Clients(environment)
  const { account: home, region } = functionPlace({ invokedFunctionArn: '' }, topicArn, environment)
  const objects = journalObjectsIn(journalBucket, home, clients)
  const store = organizationStoreIn(objects, ORGANIZATION_SETTINGS_KEY)
  /** The members and the settings of the organization, which are read again after five minutes. */
  const organization = keptFor(
    KNOWN_FOR,
    async () => {
      const [settings, list] = await Promise.all([store.settings(), store.members()])
      return { settings, members: new Map(list?.members.map((member) => [member.id, member])) }
    },
    () => Date.now(),
  )
  const { memberRole } = config
  const describe: Describe = async (record) => {
    // A message is worth more than a name.
    const known = await settled(organization())
    const members = 'value' in known ? known.value.members : undefined
    const { name, owner } = members?.get(record.account) ?? {}
    const { undoCommand, account } = record
    const member = account === home ? {} : { memberAccount: account }
    return {
      ...record,
      ...member,
      ...(name && { accountName: name }),
      ...(owner && { accountOwner: owner }),
      ...(undoCommand && { undoCommand: inMember(undoCommand, member) }),
    }
  }
  return {
    ...{ config, clients, home, region, objects, store, organization, describe },
    clientsOf: accountClients({ home, clients, memberRole }, environment),
  }
}

export type Hub = ReturnType<typeof openHub>
