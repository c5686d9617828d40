import type { CallerIdentity } from '../../aws/caller-identity.ts'
import { jsonObjectsIn } from '../../aws/journal/json-objects.ts'
import { organizationStoreIn } from '../../aws/organization/organization-store.ts'
import { ORGANIZATION_SETTINGS_KEY } from '../../config/organization/organization-settings.ts'
import { errorText } from '../../core/cooper-error.ts'
import type { Member } from '../../core/organization/member.ts'
import { clientsOfJournal } from './ports.ts'

/** What the journal of a hub has of its organization. That of a Cooper for one account has nothing of it. */
export interface OrganizationInJournal {
  /** The text of the organization's settings. */
  readonly text: string | undefined
  readonly members: ReadonlyMap<string, Member>
  /** The ids of the accounts that the hub leaves alone. */
  readonly exempt: readonly string[]
}

export async function readOrganization(
  bucket: string,
  { account, region }: CallerIdentity,
): Promise<OrganizationInJournal> {
  try {
    const objects = jsonObjectsIn(bucket, account, await clientsOfJournal(bucket, region))
    const store = organizationStoreIn(objects, ORGANIZATION_SETTINGS_KEY)
    const [text, list] = await Promise.all([store.settings(), store.members()])
    const members = new Map(list?.members.map((member) => [member.id, member]))
    return { text, members, exempt: list?.exempt ?? [] }
  } catch (cause) {
    const what = 'Cannot read the settings of the organization in the journal in bucket'
    throw new Error(`${what} "${bucket}": ${errorText(cause)}`, { cause })
  }
}
