/** How many at once: more as long as that is faster, half as many when S3 says that it is too much. */
export interface Pace {
  readonly limit: () => number
  /** `now` in milliseconds, of any clock. */
  readonly answered: (now: number) => void
  readonly refused: () => void
}

// Requests that a bucket has under way at the same time.
const REQUESTS = 2

// What twice as many must gain, to be worth it: an endpoint that is busy gets slower with more.
const GAIN = 1.2

// Rounds between two steps up, once the right pace is about found.
const PATIENCE = 4

/**
 * Doubles as long as that pays and nothing is refused, then rises one by one, slowly (additive increase, multiplicative
 * decrease, as TCP does). `most`: never more than that.
 */
export function createPace(most: number, first = 8): Pace {
  let limit = Math.min(first, most)
  let isDoubling = true
  let good = 0
  let late = 0
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
    limit: () => limit,
    answered(now) {
      since ??= now
      late = Math.max(0, late - 1)
      good += 1
      if (good < limit * REQUESTS * (isDoubling ? 1 : PATIENCE)) return
      if (isDoubling) double(now)
      else limit = Math.min(most, limit + 1)
      good = 0
      since = now
    },
    refused() {
      good = 0
      since = undefined
      isDoubling = false
      // What was under way before the last step down tells nothing of the pace since.
      if (late > 0) {
        late -= 1
        return
      }
      late = limit * REQUESTS
      limit = Math.max(1, Math.floor(limit / 2))
    },
  }
}
