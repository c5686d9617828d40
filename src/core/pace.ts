/** How many at once: more as long as all goes well, half as many when S3 says that it is too much. */
export interface Pace {
  readonly limit: () => number
  readonly answered: () => void
  readonly refused: () => void
}

// Requests that a bucket has under way at the same time.
const REQUESTS = 2

/**
 * Doubles until the first refusal, then rises one by one (additive increase, multiplicative decrease, as TCP does).
 * `most`: never more than that.
 */
export function createPace(most: number, first = 8): Pace {
  let limit = Math.min(first, most)
  let threshold = most
  let good = 0
  let late = 0
  return {
    limit: () => limit,
    answered() {
      late = Math.max(0, late - 1)
      good += 1
      if (good < limit * REQUESTS) return
      good = 0
      limit = Math.min(most, limit < threshold ? limit * 2 : limit + 1)
    },
    refused() {
      good = 0
      // What was under way before the last step down tells nothing of the pace since.
      if (late > 0) {
        late -= 1
        return
      }
      late = limit * REQUESTS
      limit = Math.max(1, Math.floor(limit / 2))
      threshold = limit
    },
  }
}
