import { accountTag } from '../../aws/organization/account-tags.ts'
import { listAccounts, listAccountsInUnits } from '../../aws/organization/list-accounts.ts'
import type { Variables } from '../../config/parse-variables.ts'
import type { Member, MemberList } from '../../core/organization/member.ts'
import { type MemberPorts, refreshMembers } from '../../sweep/refresh-members.ts'
import type { Hub } from './hub.ts'

/** Lists the members of the hub where that is due, and stores them for the function that handles events. */
export const listMembers = (hub: Hub, environment: Variables): Promise<MemberList> =>
  refreshMembers({
    stored: () => hub.store.members(),
    store: (list) => hub.store.putMembers(list),
    ...(hub.config.members === 'organization'
      ? ofOrganization(hub, environment)
      : ofNames([...new Set([hub.home, ...hub.config.members])])),
    exempt: hub.config.exemptAccounts,
    now: () => new Date(),
  })

type Lists = Pick<MemberPorts, 'ids' | 'members'>

const ofNames = (ids: readonly string[]): Lists => ({
  ids: async () => ids,
  members: async () => ids.map((id) => ({ id, name: '', ous: [] })),
})

function ofOrganization({ home, region, config }: Hub, environment: Variables): Lists {
  const access = { region, environment }
  return {
    async ids() {
      const accounts = await listAccounts(access)
      return accounts.filter(({ isActive }) => isActive).map(({ id }) => id)
    },
    async members() {
      const found: Member[] = []
      for (const { id, name, ous, isActive } of await listAccountsInUnits(access, home)) {
        if (!isActive) continue
        const owner = config.ownerTag && (await accountTag(access, id, config.ownerTag))
        found.push({ id, name, ous, ...(owner && { owner }) })
      }
      return found
    },
  }
}
