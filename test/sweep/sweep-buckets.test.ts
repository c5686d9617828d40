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

/** Two buckets a page, from `a1` on; the token is the number of the page. */
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
  const asked = () => entries.flatMap(({ detail }) => detail.bucket ?? [])
  const continued = () => entries.filter(({ type }) => type === 'Bucket Sweep Continued')
  return { ports, entries, asked, continued, waits, objects: store.objects }
}

const ALL = ['a1', 'b1', 'a2', 'b2', 'a3', 'b3']

test('each bucket is asked for once, and the end is written down', async () => {
  const { ports, entries, asked, objects } = outside()
  const result = await sweepBuckets(START, SETTINGS, ports)
  expect(result).toMatchObject({ outcome: 'swept', sweep: { pages: 3, buckets: 6 } })
  expect(asked()).toEqual(ALL)
  expect(entries[0]).toEqual({
    type: 'Bucket Check Requested',
    detail: {
      ...{ cooper: 'cooper-dev', account: '123456789012', region: 'us-east-1' },
      ...{ sweep: START.id, time: START.time, bucket: 'a1' },
    },
  })
  expect(objects.get(keyOfEnd(START.id))).toMatchObject({ buckets: 6 })
})

test('not faster than asked for, so that changes do not wait behind the sweep', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `bucket-${index}`)
  const { ports, waits } = outside({ list: () => ({ names, next: undefined }) })
  await sweepBuckets(START, { ...SETTINGS, rate: 25 }, ports)
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(2000)
})

describe('out of time', () => {
  /** Runs the sweep to its end, each run begun by what the last one put on the bus. */
  async function runAll(world: Outside) {
    const asked: unknown[] = []
    const outcomes: string[] = []
    let next: Sweep | undefined = START
    while (next && outcomes.length < 300) {
      const { ports, asked: now, continued } = outside({ store: fakeStore(), ...world })
      const result = await sweepBuckets(next, SETTINGS, ports)
      asked.push(...now())
      outcomes.push(result.outcome)
      expect(continued().length).toBe(result.outcome === 'continued' ? 1 : 0)
      next = result.outcome === 'continued' ? result.sweep : undefined
    }
    return { asked, outcomes }
  }

  test.each([
    ['one page a run', 1, ['continued', 'continued', 'swept']],
    ['two pages a run', 2, ['continued', 'swept']],
  ])('it goes on where it stopped: %s', async (_, pages, outcomes) => {
    expect(await runAll({ pages })).toEqual({ asked: ALL, outcomes })
  })

  test('what goes on carries where it stands and how far it came', async () => {
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

  test('a list without end comes to one all the same, and the digest says so', async () => {
    const list = (token = '0') => ({ names: ['a'], next: String(Number(token) + 1) })
    const { outcomes } = await runAll({ pages: 1, list })
    expect(outcomes).toHaveLength(MOST_GENERATIONS)
    expect(outcomes.at(-1)).toBe('given-up')
  })

  test('a part that another run has taken is left to it', async () => {
    const store = fakeStore()
    store.claims.set(`${START.id} 1`, 'another run')
    const { ports, entries } = outside({ store })
    expect(await sweepBuckets(START, SETTINGS, ports)).toMatchObject({ outcome: 'ignored' })
    expect(entries).toEqual([])
  })

  test('a part is done again where the same run is repeated', async () => {
    const store = fakeStore()
    await sweepBuckets(START, SETTINGS, outside({ store }).ports)
    const { ports, asked } = outside({ store })
    await sweepBuckets(START, SETTINGS, ports)
    expect(asked()).toEqual(ALL)
  })
})

describe('a token that S3 does not take any more', () => {
  test('the list begins again, and every bucket is asked for', async () => {
    let isOld = true
    const { ports, asked } = outside({
      list(token) {
        if (token !== '3' || !isOld) return threePages(token)
        isOld = false
        return undefined
      },
    })
    const result = await sweepBuckets(START, SETTINGS, ports)
    expect(result).toMatchObject({ outcome: 'swept', sweep: { restarts: 1, buckets: 6 } })
    expect(asked()).toEqual(['a1', 'b1', 'a2', 'b2', ...ALL])
  })

  test('twice: it gives up, and the digest says so', async () => {
    const list = (token: string | undefined) => (token ? undefined : threePages(token))
    const { ports, objects } = outside({ list })
    const result = await sweepBuckets(START, SETTINGS, ports)
    expect(result).toMatchObject({ outcome: 'given-up' })
    expect(objects.get(keyOfEnd(START.id))).toMatchObject({ reason: result.reason })
  })
})

describe('entries that the bus does not take', () => {
  const entries: readonly BusEntry[] = ['a', 'b', 'c'].map((bucket) => ({
    type: 'Bucket Check Requested',
    detail: { bucket },
  }))

  test('are put again, they alone, and each time later', async () => {
    const puts: unknown[] = []
    const waits: number[] = []
    const answers = [['b', 'c'], ['c'], []]
    const repeats = await putEventsWithBackoff(entries, {
      async put(some) {
        puts.push(some.map(({ detail }) => detail.bucket))
        const left = answers.shift() ?? []
        return some
          .filter(({ detail }) => left.includes(String(detail.bucket)))
          .map((entry) => ({ entry, code: 'ThrottlingException' }))
      },
      wait: async (milliseconds) => void waits.push(milliseconds),
    })
    expect(puts).toEqual([['a', 'b', 'c'], ['b', 'c'], ['c']])
    expect(waits).toEqual([200, 400])
    expect(repeats).toBe(3)
  })

  test('are an error at last, with what the bus said', async () => {
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
