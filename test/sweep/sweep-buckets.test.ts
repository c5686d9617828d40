import { describe, expect, test } from 'vitest'
import { keyOfEnd } from '../../src/core/digest/keys.ts'
import type { BusEntry } from '../../src/core/sweep/bus-entry.ts'
import type { SweepPorts, SweepSettings } from '../../src/core/sweep/ports.ts'
import {
  type BucketPage,
  beginSweep,
  MOST_GENERATIONS,
  type Sweep,
} from '../../src/core/sweep/sweep.ts'
import { putEventsWithBackoff } from '../../src/sweep/put-events.ts'
import { sweepBuckets } from '../../src/sweep/sweep-buckets.ts'
import { fakeStore } from '../support/fake-store.ts'

const START = beginSweep('2026-11-20T03:15:00Z', '17793124')

const SETTINGS: SweepSettings = {
  place: { cooper: 'cooper-dev', account: '123456789012', region: 'us-east-1' },
  rate: 20,
  quietMinutes: 60,
}

/** Three pages of two buckets each, from `a1` on. The token is the number of the page. */
const threePages = (token: string | undefined): BucketPage => {
  const number = Number(token ?? 1)
  const next = number < 3 ? String(number + 1) : undefined
  return { names: [`a${number}`, `b${number}`], next }
}

interface Outside {
  readonly list?: (token: string | undefined) => BucketPage | undefined
  /** How many pages a run has time for. */
  readonly pages?: number
  readonly store?: ReturnType<typeof fakeStore>
}

function outside({ list = threePages, pages = 99, store = fakeStore() }: Outside = {}) {
  const entries: BusEntry[] = []
  const waits: number[] = []
  let listed = 0
  let now = Date.parse('2026-11-20T03:15:00Z')
  const ports: SweepPorts = {
    async listBuckets(token) {
      listed += 1
      return list(token)
    },
    async put(some) {
      entries.push(...some)
      return []
    },
    store: store.store,
    async wait(milliseconds) {
      waits.push(milliseconds)
      now += milliseconds
    },
    now: () => new Date(now),
    remaining: () => (listed < pages ? 900_000 : 59_000),
  }
  const endOf = (sweep: string) => JSON.parse(store.stored.get(keyOfEnd(sweep))?.text ?? 'null')
  const requested = () => entries.flatMap(({ detail }) => detail.bucket ?? [])
  const continued = () => entries.filter(({ type }) => type === 'Bucket Sweep Continued')
  return { ports, entries, requested, continued, waits, endOf }
}

const ALL = ['a1', 'b1', 'a2', 'b2', 'a3', 'b3']

test('a check of each bucket is requested once, and the end of the sweep is stored', async () => {
  const { ports, entries, requested, endOf } = outside()
  const result = await sweepBuckets(START, SETTINGS, ports)
  expect(result).toMatchObject({ outcome: 'swept', sweep: { pages: 3, buckets: 6 } })
  expect(requested()).toEqual(ALL)
  expect(entries[0]).toEqual({
    type: 'Bucket Check Requested',
    detail: {
      ...{ cooper: 'cooper-dev', sweep: START.id, time: START.time, bucket: 'a1' },
    },
  })
  expect(endOf(START.id)).toMatchObject({ buckets: 6 })
})

test('a sweep is no faster than its rate, so that changes do not wait behind it', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `bucket-${index}`)
  const { ports, waits } = outside({ list: () => ({ names, next: undefined }) })
  await sweepBuckets(START, { ...SETTINGS, rate: 25 }, ports)
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(2000)
})

describe('a sweep in several runs', () => {
  /** Runs the sweep to its end. Each run starts with the event that the previous one put on the bus. */
  async function runAll(world: Outside) {
    const requested: unknown[] = []
    const outcomes: string[] = []
    const store = fakeStore()
    let next: Sweep | undefined = START
    while (next && outcomes.length < 300) {
      const { ports, requested: requestedNow, continued } = outside({ store, ...world })
      const result = await sweepBuckets(next, SETTINGS, ports)
      requested.push(...requestedNow())
      outcomes.push(result.outcome)
      expect(continued().length).toBe(result.outcome === 'continued' ? 1 : 0)
      next = result.outcome === 'continued' ? result.sweep : undefined
    }
    return { requested, outcomes }
  }

  test.each([
    ['one page a run', 1, ['continued', 'continued', 'swept']],
    ['two pages a run', 2, ['continued', 'swept']],
  ])('continues where the previous run stopped: %s', async (_, pages, outcomes) => {
    expect(await runAll({ pages })).toEqual({ requested: ALL, outcomes })
  })

  test('continues with an event that has the token and the counts', async () => {
    const { ports, continued } = outside({ pages: 1 })
    await sweepBuckets(START, SETTINGS, ports)
    expect(continued()).toEqual([
      {
        type: 'Bucket Sweep Continued',
        detail: {
          ...{ cooper: 'cooper-dev', sweep: START.id, time: START.time },
          ...{ generation: 2, token: '2', restarts: 0, pages: 1, buckets: 2 },
        },
      },
    ])
  })

  test('gives up after the highest number of runs, if the list has no end', async () => {
    const list = (token = '0') => ({ names: ['a'], next: String(Number(token) + 1) })
    const { outcomes } = await runAll({ pages: 1, list })
    expect(outcomes).toHaveLength(MOST_GENERATIONS)
    expect(outcomes.at(-1)).toBe('given-up')
  })

  test('ignores a part of a sweep that was never begun, and claims nothing of it', async () => {
    const store = fakeStore()
    const { ports, entries } = outside({ store })
    const result = await sweepBuckets({ ...START, generation: 2 }, SETTINGS, ports)
    expect(result).toMatchObject({ outcome: 'ignored', reason: 'No such sweep was begun' })
    expect(entries).toEqual([])
    expect(store.stored.size).toBe(0)
  })

  test('ignores a part that another run has claimed', async () => {
    const store = fakeStore()
    await store.storeOf('another run').claim(START.id, 1)
    const { ports, entries } = outside({ store })
    expect(await sweepBuckets(START, SETTINGS, ports)).toMatchObject({ outcome: 'ignored' })
    expect(entries).toEqual([])
  })

  test('repeats a part in a retry of the same run', async () => {
    const store = fakeStore()
    await sweepBuckets(START, SETTINGS, outside({ store }).ports)
    const { ports, requested } = outside({ store })
    await sweepBuckets(START, SETTINGS, ports)
    expect(requested()).toEqual(ALL)
  })
})

describe('a token that S3 no longer accepts', () => {
  test('starts the list again, and a check of every bucket is requested', async () => {
    let isOld = true
    const { ports, requested } = outside({
      list(token) {
        if (token !== '3' || !isOld) return threePages(token)
        isOld = false
        return undefined
      },
    })
    const result = await sweepBuckets(START, SETTINGS, ports)
    expect(result).toMatchObject({ outcome: 'swept', sweep: { restarts: 1, buckets: 6 } })
    expect(requested()).toEqual(['a1', 'b1', 'a2', 'b2', ...ALL])
  })

  test('for the second time ends the sweep, and the reason is stored', async () => {
    const list = (token: string | undefined) => (token ? undefined : threePages(token))
    const { ports, endOf } = outside({ list })
    const result = await sweepBuckets(START, SETTINGS, ports)
    expect(result).toMatchObject({ outcome: 'given-up' })
    expect(endOf(START.id)).toMatchObject({ reason: result.reason })
  })
})

describe('entries that the event bus rejects', () => {
  const entries: readonly BusEntry[] = ['a', 'b', 'c'].map((bucket) => ({
    type: 'Bucket Check Requested',
    detail: { bucket },
  }))

  test('are put again with growing waits, without the accepted entries', async () => {
    const puts: unknown[] = []
    const waits: number[] = []
    const answers = [['b', 'c'], ['c'], []]
    const repeats = await putEventsWithBackoff(entries, {
      async put(some) {
        puts.push(some.map(({ detail }) => detail.bucket))
        const rejected = answers.shift() ?? []
        return some
          .filter(({ detail }) => rejected.includes(String(detail.bucket)))
          .map((entry) => ({ entry, code: 'ThrottlingException' }))
      },
      wait: async (milliseconds) => void waits.push(milliseconds),
    })
    expect(puts).toEqual([['a', 'b', 'c'], ['b', 'c'], ['c']])
    expect(waits).toEqual([200, 400])
    expect(repeats).toBe(3)
  })

  test('are an error in the end, with the error code from the bus', async () => {
    let waited = 0
    const put = putEventsWithBackoff(entries, {
      put: async (some) => some.map((entry) => ({ entry, code: 'InternalFailure' })),
      wait: async (milliseconds) => {
        waited += milliseconds
      },
    })
    await expect(put).rejects.toMatchObject({
      message: 'Cannot put 3 events on the bus: InternalFailure',
      code: 'EventBus',
    })
    expect(waited).toBeLessThan(30_000)
  })
})
