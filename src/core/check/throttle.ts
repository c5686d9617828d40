/** Limits the rate of requests once S3 throttles. Times are milliseconds of any clock. */
export interface Throttle {
  /** How long the next request must wait. The caller must then send it. */
  readonly turn: (now: number) => number
  readonly answered: (now: number) => void
  readonly refused: (now: number) => void
  /** Whether S3 has throttled. */
  readonly isOn: () => boolean
}

// The factor on the recent rate of answers, after S3 throttles.
const CUT = 0.9

/** The growth of the rate in a second. S3 does not report its limit, so the growth doubles each second until S3 throttles again. */
const GROWTH = 0.1
const MOST_GROWTH = 1

// The rate is at most this multiple of the recent rate of answers.
const ROOM = 1.5

// The lowest rate, in requests a second.
const LEAST = 1

/** Refusals in these milliseconds after a cut belong to earlier requests, and do not cut the rate again. */
const UNDER_WAY = 500

/** The window in milliseconds over which answers are counted. */
const WINDOW = 500

/**
 * Controls a rate by increase and multiplicative decrease. A limit on concurrent requests would not suffice: an endpoint
 * that answers within a millisecond may throttle even a single sequence of requests.
 */
export function createThrottle(): Throttle {
  let rate: number | undefined
  let next = 0
  let grown = 0
  let cut = Number.NEGATIVE_INFINITY
  const goodput = countPerSecond()
  return {
    turn(now) {
      if (rate === undefined) return 0
      const turn = Math.max(now, next)
      next = turn + 1000 / rate
      return turn - now
    },
    answered(now) {
      goodput.count(now)
      if (rate === undefined) return
      const growth = Math.min(MOST_GROWTH, GROWTH * 2 ** ((now - cut) / 1000))
      const faster = rate * (1 + growth * ((now - grown) / 1000))
      // Never lower the rate here: a busy process sends fewer requests than S3 allows.
      rate = Math.max(rate, Math.min(faster, goodput.value(now) * ROOM))
      grown = now
    },
    refused(now) {
      if (now - cut < UNDER_WAY) return
      rate = Math.max(LEAST, goodput.value(now) * CUT)
      cut = now
      grown = now
    },
    isOn: () => rate !== undefined,
  }
}

function countPerSecond() {
  let since: number | undefined
  let counted = 0
  let last = 0
  const present = (now: number) => (counted * 1000) / Math.max(1, now - (since ?? now))
  return {
    count(now: number) {
      since ??= now
      counted += 1
      if (now - since < WINDOW) return
      last = present(now)
      since = now
      counted = 0
    },
    /** The rate in this window, once half of it has passed. Before that, the rate of the previous window, if any. */
    value: (now: number) => (last === 0 || now - (since ?? now) > WINDOW / 2 ? present(now) : last),
  }
}
