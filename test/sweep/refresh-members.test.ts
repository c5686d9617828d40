import { expect, test } from 'vitest'
import type { Member, MemberList } from '../../src/core/organization/member.ts'
import { refreshMembers } from '../../src/sweep/refresh-members.ts'

const member = (id: string): Member => ({ id, name: `name of ${id}`, ous: ['r-ab12'] })

const NOW = new Date('2026-11-20T05:00:00Z')

const listed = (time: string, ...ids: readonly string[]): MemberList => ({
  ...{ version: 1, time, exempt: [] },
  members: ids.map(member),
})

test.each<[string, MemberList | undefined, readonly string[], boolean, string[]?]>([
  ['nothing is stored', undefined, ['a'], true],
  ['the list is of today', listed('2026-11-20T04:00:00Z', 'b', 'a'), ['a', 'b'], false],
  ['the list is a day old', listed('2026-11-19T05:00:00Z', 'a'), ['a'], true],
  ['an account is new', listed('2026-11-20T04:00:00Z', 'a'), ['a', 'b'], true],
  ['an account was closed', listed('2026-11-20T04:00:00Z', 'a', 'b'), ['a'], true],
  ['an account is exempt now', listed('2026-11-20T04:00:00Z', 'a'), ['a'], true, ['a']],
])('the members are listed anew: %s', async (_, stored, ids, isAnew, exempt = []) => {
  const puts: MemberList[] = []
  const result = await refreshMembers({
    stored: async () => stored,
    store: async (list) => void puts.push(list),
    ids: async () => ids,
    members: async () => ids.map(member),
    exempt,
    now: () => NOW,
  })
  const fresh = { version: 1, time: NOW.toISOString(), members: ids.map(member), exempt }
  expect(puts).toEqual(isAnew ? [fresh] : [])
  expect(result).toEqual(isAnew ? fresh : stored)
})
