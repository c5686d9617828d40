/** What a change would deny of the requests of a day. */
export interface DayOfImpact {
  /** Such as `2026-11-20`, in UTC. */
  readonly day: string
  readonly requests: number
  readonly denied: number
  readonly maybe: number
}

interface Counts {
  requests: number
  yes: number
  maybe: number
}

export interface DayCounts {
  /** The counts of the day of a time, in seconds since 1970. */
  readonly at: (time: number) => Counts
  /** In the order of time. */
  readonly days: () => readonly DayOfImpact[]
}

const DAY = 24 * 60 * 60

export function createDayCounts(): DayCounts {
  const days = new Map<number, Counts>()
  // Most records are of the same day as the one before.
  let last = Number.NaN
  let counts: Counts = { requests: 0, yes: 0, maybe: 0 }
  return {
    at(time) {
      const day = Math.floor(time / DAY)
      if (day === last) return counts
      last = day
      counts = days.get(day) ?? { requests: 0, yes: 0, maybe: 0 }
      days.set(day, counts)
      return counts
    },
    days: () =>
      [...days]
        .toSorted(([one], [other]) => one - other)
        .map(([day, { yes, ...rest }]) => ({ day: dayText(day), ...rest, denied: yes })),
  }
}

const dayText = (day: number) => new Date(day * DAY * 1000).toISOString().slice(0, 10)
