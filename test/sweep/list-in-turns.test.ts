import { describe, expect, test } from 'vitest'
import type { SweepEnd } from '../../src/core/digest/digest.ts'
import type { AccountTurns } from '../../src/core/organization/account-turns.ts'
import type { BusEntry } from '../../src/core/sweep/bus-entry.ts'
import { beginSweep } from '../../src/core/sweep/sweep.ts'
import { listInTurns } from '../../src/sweep/list-in-turns.ts'
import { sweepBuckets } from '../../src/sweep/sweep-buckets.ts'
import { WITHOUT_STORE } from '../../src/sweep/without-store.ts'

const PLACE = { cooper: 'cooper-dev', account: '123456789012', region: 'us-east-1' }

/** Accounts with so many buckets each. A negative number: the account refuses. */
function organization(sizes: Readonly<Record<string, number>>) {
  const kept: { turns?: AccountTurns } = {}
  const entries: BusEntry[] = []
  const ends: SweepEnd[] = []
  const lists: string[] = []
  const turnPorts = {
    accounts: async () => Object.keys(sizes).map((id) => ({ id })),
    async listIn(account: string, token: string | undefined, most: number) {
      lists.push(account)
      const size = sizes[account] ?? 0
      if (size < 0) return { problem: 'It has no role' }
      const from = Number(token ?? 0)
      const to = Math.min(size, from + most)
      const names = Array.from({ length: to - from }, (_, at) => `${account}-${from + at}`)
      return { names, next: to < size ? String(to) : undefined }
    },
    read: async () => kept.turns,
    keep: async (turns: AccountTurns) => {
      kept.turns = JSON.parse(JSON.stringify(turns))
    },
  }
  /** Runs the sweep. `pages`: how many of them a run has time for. */
  async function sweep(pages = Number.POSITIVE_INFINITY) {
    let progress = beginSweep('2026-11-20T03:15:00Z', 'event')
    for (let run = 0; run < 100; run += 1) {
      let left = pages
      const result = await sweepBuckets(
        progress,
        { place: PLACE, rate: 1, quietMinutes: 60 },
        {
          ...listInTurns(turnPorts),
          store: {
            ...WITHOUT_STORE,
            isBegun: async () => true,
            claim: async () => true,
            putEnd: async (_, end) => void ends.push(end),
          },
          async put(some) {
            entries.push(...some)
            return []
          },
          wait: async () => undefined,
          now: () => new Date(),
          remaining: () => (--left > 0 ? 900_000 : 0),
        },
      )
      if (result.outcome !== 'continued') return result
      progress = result.sweep
    }
    throw new Error('The sweep should end')
  }
  const requested = () =>
    entries.flatMap(({ type, detail }) =>
      type === 'Bucket Check Requested' ? [`${detail.account}/${detail.bucket}`] : [],
    )
  return { sweep, requested, ends, lists, kept }
}

describe('the sweep of an organization', () => {
  test('requests a check of each bucket of each account, and says where', async () => {
    const { sweep, requested, ends } = organization({ a: 25, b: 3, c: 0 })
    expect(await sweep()).toMatchObject({ outcome: 'swept', sweep: { buckets: 28 } })
    expect(new Set(requested()).size).toBe(28)
    expect(requested()).toContain('b/b-2')
    expect(ends).toMatchObject([{ buckets: 28, accounts: [{ id: 'b' }, { id: 'c' }, { id: 'a' }] }])
  })

  test('does not let an account with many buckets hold up the others', async () => {
    const { sweep, requested } = organization({ big: 1000, small: 5 })
    await sweep()
    const last = requested().findLastIndex((name) => name.startsWith('small/'))
    expect(last).toBeLessThan(15)
  })

  test.each([1, 2, 3, 7])(
    'is continued by runs of %d pages, and loses no bucket',
    async (pages) => {
      const { sweep, requested } = organization({ a: 55, b: -1, c: 31, d: 10 })
      const { outcome } = await sweep(pages)
      expect([outcome, new Set(requested()).size]).toEqual(['swept', 96])
    },
  )

  test('names the accounts that refuse', async () => {
    const { sweep, ends } = organization({ a: -1, b: 2 })
    await sweep()
    expect(ends[0]?.accounts).toContainEqual({ id: 'a', problem: 'It has no role' })
  })

  test('begins again where how far it is was lost', async () => {
    const one = organization({ a: 30 })
    const { keep } = { keep: one.kept }
    const result = one.sweep(1)
    delete keep.turns
    expect(await result).toMatchObject({ outcome: 'swept' })
    expect(new Set(one.requested()).size).toBe(30)
  })
})
