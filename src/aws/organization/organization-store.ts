import * as v from 'valibot'
import { isAccountId } from '../../core/bucket.ts'
import { MEMBERS_KEY, type MemberList } from '../../core/organization/member.ts'
import { IsoTime } from '../events/values.ts'
import type { JsonObjects } from '../journal/json-objects.ts'

const MembersText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    version: v.literal(1),
    time: IsoTime,
    exempt: v.array(v.string()),
    members: v.array(
      v.object({
        id: v.pipe(v.string(), v.check(isAccountId)),
        name: v.string(),
        ous: v.array(v.string()),
        owner: v.exactOptional(v.string()),
      }),
    ),
  }),
)

export interface OrganizationStore {
  /** `undefined`: no sweep has listed them yet, or the object is not readable. */
  members(): Promise<MemberList | undefined>
  putMembers(list: MemberList): Promise<void>
  /** The text of the organization's settings. `undefined`: there are none. */
  settings(): Promise<string | undefined>
}

/** What the hub knows of its organization, as objects in the journal's bucket. `settingsKey`: where its settings are. */
export const organizationStoreIn = (
  objects: Pick<JsonObjects, 'get' | 'put'>,
  settingsKey: string,
): OrganizationStore => ({
  async members() {
    const stored = await objects.get(MEMBERS_KEY)
    const { success, output } = v.safeParse(MembersText, stored?.text, { abortEarly: true })
    return success ? output : undefined
  },
  putMembers: (list) => objects.put(MEMBERS_KEY, list),
  settings: async () => (await objects.get(settingsKey))?.text,
})
