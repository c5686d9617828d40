import { describe, expect, test } from 'vitest'
import { type CheckPorts, checkBuckets } from '../../src/check/check-buckets.ts'
import type { Bucket } from '../../src/core/bucket.ts'
import type { BucketReport } from '../../src/core/check/bucket-report.ts'
import { createPace } from '../../src/core/check/pace.ts'
import { BUCKET } from '../support/builders.ts'

const failing = (code: string) => Object.assign(new Error(`Failed with ${code}`), { code })

async function* buckets(count: number, taken: () => void = () => {}): AsyncGenerator<Bucket> {
  for (let i = 0; i < count; i++) {
    taken()
    yield { ...BUCKET, name: `bucket-${i}` }
  }
}

/** Ports whose checks end in a later tick, and the highest number of concurrent checks. */
function portsWith(spoilt: Partial<CheckPorts> = {}) {
  const reports: BucketReport[] = []
  const waits: number[] = []
  let busy = 0
  const most = { busy: 0 }
  const check = spoilt.check ?? (async (bucket) => ({ bucket, findings: [], steps: [] }))
  const ports: CheckPorts = {
    report: async (report) => void reports.push(report),
    wait: async (milliseconds) => void waits.push(milliseconds),
    pace: createPace(64),
    ...spoilt,
    async check(bucket) {
      busy += 1
      most.busy = Math.max(most.busy, busy)
      await new Promise((done) => setImmediate(done))
      try {
        return await check(bucket)
      } finally {
        busy -= 1
      }
    },
  }
  return { ports, reports, waits, most }
}

function counter() {
  let taken = 0
  const count = () => {
    taken += 1
  }
  return { count, taken: () => taken }
}

const running = () => new AbortController()

describe('a check of many buckets', () => {
  test('checks all of them, and never more at once than the pace allows', async () => {
    const { ports, reports, most } = portsWith({ pace: createPace(5) })
    await checkBuckets(buckets(100), ports, running())
    expect(reports).toHaveLength(100)
    expect(most.busy).toBe(5)
  })

  test('is no faster than the reports are written', async () => {
    const { count, taken } = counter()
    const stuck = new Promise<void>(() => {})
    const { ports } = portsWith({ pace: createPace(5), report: () => stuck })
    void checkBuckets(buckets(1000, count), ports, running())
    await new Promise((done) => setTimeout(done, 50))
    expect(taken()).toBeLessThanOrEqual(7)
  })

  test('retries while S3 throttles', async () => {
    const tries = new Map<string, number>()
    const { ports, reports, waits, most } = portsWith({
      async check(bucket) {
        const count = (tries.get(bucket.name) ?? 0) + 1
        tries.set(bucket.name, count)
        if (count < 3) throw failing('SlowDown')
        return { bucket, findings: [], steps: [] }
      },
    })
    await checkBuckets(buckets(200), ports, running())
    expect(reports.filter(({ error }) => error === undefined)).toHaveLength(200)
    expect(most.busy).toBeLessThanOrEqual(64)
    expect(new Set(waits)).toEqual(new Set([1000, 2000]))
  })

  test('reports an error for a bucket that S3 throttles for a minute', async () => {
    const check = () => Promise.reject(failing('SlowDown'))
    const { ports, reports, waits } = portsWith({ check })
    await checkBuckets(buckets(1), ports, running())
    expect(reports).toMatchObject([{ findings: [], error: 'Failed with SlowDown' }])
    expect(waits.reduce((sum, wait) => sum + wait)).toBe(63_000)
  })

  test('does not retry after another error', async () => {
    const check = () => Promise.reject(failing('InternalError'))
    const { ports, reports, waits } = portsWith({ check })
    await checkBuckets(buckets(2), ports, running())
    expect(reports).toHaveLength(2)
    expect(waits).toEqual([])
  })

  test('does not report a deleted bucket', async () => {
    const { ports, reports } = portsWith({ check: async () => undefined })
    await checkBuckets(buckets(3), ports, running())
    expect(reports).toEqual([])
  })
})

describe('a check of many buckets stops', () => {
  test.each([
    ['expired credentials', { check: () => Promise.reject(failing('ExpiredToken')) }],
    ['reports that cannot be written', { report: () => Promise.reject(failing('ENOSPC')) }],
  ])('because of %s', async (_reason, spoilt) => {
    const { count, taken } = counter()
    const { ports } = portsWith(spoilt)
    const check = checkBuckets(buckets(1000, count), ports, running())
    await expect(check).rejects.toThrow('Failed with')
    expect(taken()).toBeLessThan(50)
  })

  test('when it is interrupted, and does not report unfinished checks', async () => {
    const interruption = running()
    const { ports, reports } = portsWith({
      async report(report) {
        reports.push(report)
        if (reports.length === 10) interruption.abort()
      },
    })
    await checkBuckets(buckets(1000), ports, interruption)
    expect(reports).toHaveLength(10)
  })
})
