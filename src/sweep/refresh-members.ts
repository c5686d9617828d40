import type { Member, MemberList } from '../core/organization/member.ts'

export interface MemberPorts {
  /** The list that was stored last. */
  stored(): Promise<MemberList | undefined>
  store(list: MemberList): Promise<void>
  /** The active accounts, without what takes many calls. */
  ids(): Promise<readonly string[]>
  /** The active accounts, with their units and owners. */
  members(): Promise<readonly Member[]>
  now(): Date
}

const DAY = 24 * 60 * 60 * 1000

/** Lists the members anew once a day, and where accounts were added or closed. Returns the list that counts. */
export async function refreshMembers(ports: MemberPorts): Promise<MemberList> {
  const stored = await ports.stored()
  const age = stored ? ports.now().getTime() - Date.parse(stored.time) : Number.POSITIVE_INFINITY
  if (stored && age < DAY && isSame(stored, await ports.ids())) return stored
  const members = await ports.members()
  const list: MemberList = { version: 1, time: ports.now().toISOString(), members }
  await ports.store(list)
  return list
}

const isSame = ({ members }: MemberList, ids: readonly string[]) => {
  const known = members.map(({ id }) => id).toSorted()
  return JSON.stringify(known) === JSON.stringify(ids.toSorted())
}
