import { createThrottle, type Throttle } from './throttle.ts'

/** How many buckets at once, and how many requests a second: more while that is faster, fewer once S3 throttles. */
export interface Pace extends Omit<Throttle, 'isOn'> {
  readonly limit: () => number
}

// Concurrent requests for one bucket.
const REQUESTS = 2

// The speedup that doubling must bring: a busy endpoint gets slower with more requests.
const GAIN = 1.2

// Rounds between two increases, after the doubling has ended.
const ROUNDS_BETWEEN_STEPS = 4

/**
 * Doubles while that brings enough speedup, then increases by one, slowly. `most` is the limit. Once S3 throttles, the
 * throttle limits the rate, and as many buckets as the limit may be checked at once.
 */
export function createPace(most: number, first = 8): Pace {
  const throttle = createThrottle()
  let limit = Math.min(first, most)
  let isDoubling = true
  let good = 0
  let since: number | undefined
  let rate = 0
  const double = (now: number) => {
    const present = good / Math.max(1, now - (since ?? now))
    const pays = present > rate * GAIN
    rate = present
    // Stop doubling where it would exceed the limit.
    isDoubling = pays && limit * 2 <= most
    limit = pays ? Math.min(most, limit * 2) : Math.ceil(limit / 2)
  }
  return {
    ...throttle,
    limit: () => (throttle.isOn() ? most : limit),
    answered(now) {
      throttle.answered(now)
      if (throttle.isOn()) return
      since ??= now
      good += 1
      if (good < limit * REQUESTS * (isDoubling ? 1 : ROUNDS_BETWEEN_STEPS)) return
      if (isDoubling) double(now)
      else limit = Math.min(most, limit + 1)
      good = 0
      since = now
    },
  }
}
