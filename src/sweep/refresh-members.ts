import type { Member, MemberList } from '../core/organization/member.ts'

export interface MemberPorts {
  /** The list that was stored last. */
  stored(): Promise<MemberList | undefined>
  store(list: MemberList): Promise<void>
  /** The active accounts, without what takes many calls. */
  ids(): Promise<readonly string[]>
  /** The active accounts, with their units and owners. */
  members(): Promise<readonly Member[]>
  /** The ids of the accounts that the hub leaves alone. */
  readonly exempt: readonly string[]
  now(): Date
}

const DAY = 24 * 60 * 60 * 1000

/** Lists the members anew once a day, and where accounts were added, closed or exempted. Returns the list that counts. */
export async function refreshMembers(ports: MemberPorts): Promise<MemberList> {
  const { exempt } = ports
  const stored = await ports.stored()
  const age = stored ? ports.now().getTime() - Date.parse(stored.time) : Number.POSITIVE_INFINITY
  if (stored && age < DAY && isSame(stored, await ports.ids(), exempt)) return stored
  const members = await ports.members()
  const list: MemberList = { version: 1, time: ports.now().toISOString(), members, exempt }
  await ports.store(list)
  return list
}

const isSame = (stored: MemberList, ids: readonly string[], exempt: readonly string[]) => {
  const known = stored.members.map(({ id }) => id)
  return isSameSet(known, ids) && isSameSet(stored.exempt, exempt)
}

const isSameSet = (one: readonly string[], other: readonly string[]) =>
  JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())
