/** How often at most: as often as one likes, until S3 says that it is too much. Times in milliseconds, of any clock. */
export interface Throttle {
  /** How long the next request must wait. It is expected to be sent then. */
  readonly turn: (now: number) => number
  readonly answered: (now: number) => void
  readonly refused: (now: number) => void
  /** Whether S3 has said so. */
  readonly isOn: () => boolean
}

// Of what was answered of late, a little less than that is asked for.
const CUT = 0.9

/** By how much more a second, until it is too much once more: S3 does not tell what it allows. Twice as fast after each second. */
const GROWTH = 0.1
const MOST_GROWTH = 1

// Never more than that many times what is answered of late.
const ROOM = 1.5

// Requests a second.
const LEAST = 1

/** What was under way before a cut is refused as well, and says nothing of the rate since. */
const UNDER_WAY = 500

/** Long enough to count what is answered, and short enough to be of late. */
const WINDOW = 500

/**
 * Additive increase and multiplicative decrease of a rate. A number of requests at once would not do: of a busy
 * endpoint that answers within a millisecond, one at a time can be too many.
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
      // A process that is busy with itself asks for less than it may: that says nothing of what S3 allows.
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
    /** Of this window, once enough of it is over to be no burst; until then of the one before, if there was one. */
    value: (now: number) => (last === 0 || now - (since ?? now) > WINDOW / 2 ? present(now) : last),
  }
}
