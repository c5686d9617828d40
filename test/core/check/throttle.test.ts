import { describe, expect, test } from 'vitest'
import { createThrottle } from '../../../src/core/check/throttle.ts'

interface Busy {
  /** Requests that the endpoint serves per second. A burst may have a tenth of that, and at least five. */
  readonly serves: number
  /** Milliseconds until the endpoint answers. */
  readonly latency: number
  /** Maximum of concurrent requests. */
  readonly slots: number
  readonly requests?: number
  /** For how long the requesting process is busy at that time. */
  readonly heldUp?: (now: number) => number
}

/** A simulated clock, an endpoint that throttles, and a client that retries after a while. */
function ask({ serves, latency, slots, requests = 2000, heldUp = () => 0 }: Busy) {
  const { turn, answered, refused } = createThrottle()
  const due: { readonly at: number; readonly act: () => void }[] = []
  const later = (milliseconds: number, act: () => void) =>
    void due.push({ at: now + Math.max(0, milliseconds), act })
  let now = 0
  const atOnce = Math.max(5, serves / 10)
  let allowance = atOnce
  let filled = 0
  const counts = { sent: 0, answered: 0, refused: 0 }
  const serve = () => {
    allowance = Math.min(atOnce, allowance + ((now - filled) / 1000) * serves)
    filled = now
    const isServed = allowance >= 1
    if (isServed) allowance -= 1
    return isServed
  }
  const attempt = (retries: number) =>
    later(heldUp(now) + turn(now), () => {
      const isServed = serve()
      later(latency, () => {
        if (isServed) {
          answered(now)
          counts.answered += 1
          return next()
        }
        refused(now)
        counts.refused += 1
        later(50 * 2 ** Math.min(retries + 1, 5), () => attempt(retries + 1))
      })
    })
  const next = () => {
    if (counts.sent === requests) return
    counts.sent += 1
    attempt(0)
  }
  for (let slot = 0; slot < slots; slot += 1) next()
  for (let first = due.shift(); first; first = due.shift()) {
    now = first.at
    first.act()
    due.sort((one, other) => one.at - other.at)
  }
  return { ...counts, share: (counts.answered * 1000) / now / serves }
}

describe('a client gets nearly all of the rate that S3 allows', () => {
  test.each<[string, Busy]>([
    [
      'latency of a millisecond, where even one request at a time is too much',
      { serves: 300, latency: 1, slots: 16 },
    ],
    ['latency within a region', { serves: 300, latency: 20, slots: 16 }],
    ['many more concurrent requests than needed', { serves: 150, latency: 20, slots: 64 }],
    ['high latency', { serves: 300, latency: 250, slots: 128 }],
    ['a very low rate', { serves: 10, latency: 30, slots: 16, requests: 400 }],
    ['a very high rate', { serves: 3000, latency: 30, slots: 128, requests: 20_000 }],
    [
      'a client that is slow at first, and sends bursts',
      {
        ...{ serves: 250, latency: 20, slots: 64, requests: 3000 },
        heldUp: (now) => (now < 2000 ? 250 - (now % 250) : 0),
      },
    ],
  ])('%s', (_, busy) => {
    const { share, refused, answered } = ask(busy)
    const slow = busy.heldUp ? 0.8 : 0.9
    expect(share).toBeGreaterThan(slow)
    expect(refused).toBeLessThan(answered / 3)
  })

  test('uses everything if S3 throttles nothing', () => {
    const { turn, answered, isOn } = createThrottle()
    for (let now = 0; now < 1000; now += 1) {
      expect(turn(now)).toBe(0)
      answered(now)
    }
    expect(isOn()).toBe(false)
  })
})

test('requests are spaced out after the first throttled one', () => {
  const { turn, answered, refused, isOn } = createThrottle()
  for (let now = 0; now <= 1000; now += 10) answered(now)
  refused(1000)
  expect(isOn()).toBe(true)
  const turns = [turn(1000), turn(1000), turn(1000), turn(1005)]
  // Nine tenths of 100 per second: one in 11 ms.
  expect(turns.map(Math.round)).toEqual([0, 11, 22, 28])
})

test('requests that were in flight at the first throttled one count as the same refusal', () => {
  const { turn, answered, refused } = createThrottle()
  for (let now = 0; now <= 1000; now += 10) answered(now)
  for (let now = 1000; now < 1400; now += 1) refused(now)
  turn(1400)
  expect(Math.round(turn(1400))).toBe(11)
})

test('a client that uses less than its rate gets at most half as much again', () => {
  const { turn, answered, refused } = createThrottle()
  for (let now = 0; now <= 1000; now += 10) answered(now)
  refused(1000)
  for (let now = 1000; now <= 61_000; now += 10) answered(now)
  turn(61_000)
  expect(turn(61_000)).toBeCloseTo(1000 / 150, 0)
})

test('the rate grows by at most 100 % per second, however long S3 throttles nothing', () => {
  const { turn, answered, refused } = createThrottle()
  for (let now = 0; now <= 1000; now += 10) answered(now)
  refused(1000)
  const rates: number[] = []
  for (let now = 1000; now <= 6000; now += 1) {
    // A rate far above the demand, so that the responses do not limit it.
    for (let count = 0; count < 10; count += 1) answered(now)
    if (now < 5000 || now % 1000 > 0) continue
    turn(now)
    rates.push(1000 / turn(now))
  }
  const [earlier = 0, later = 0] = rates
  // Compounded each millisecond, that is a factor of e.
  expect(later / earlier).toBeCloseTo(Math.E, 1)
})

test('the rate is at least one request per second, even if none ever succeeded', () => {
  const { turn, refused } = createThrottle()
  for (let now = 0; now < 10_000; now += 1000) refused(now)
  turn(10_000)
  expect(turn(10_000)).toBe(1000)
})
