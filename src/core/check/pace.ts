import { createThrottle, type Throttle } from './throttle.ts'

/** How many at once, and how often: more as long as that is faster, less often once S3 says that it is too much. */
export interface Pace extends Omit<Throttle, 'isOn'> {
  readonly limit: () => number
}

// Requests that a bucket has under way at the same time.
const REQUESTS = 2

// What twice as many must gain, to be worth it: an endpoint that is busy gets slower with more.
const GAIN = 1.2

// Rounds between two steps up, once the right pace is about found.
const ROUNDS_BETWEEN_STEPS = 4

/**
 * Doubles as long as that pays, then rises one by one, slowly. `most`: never more than that. Once requests take turns,
 * it is those that hold back: then as many may be under way as are needed to use each turn.
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
    // Where there is no room for twice as many, there is nothing to hold against it.
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
