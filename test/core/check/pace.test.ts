import { describe, expect, test } from 'vitest'
import { createPace, type Pace } from '../../../src/core/check/pace.ts'

/** A clock that a round takes a while of. */
function clock() {
  let now = 0
  /** All requests of as many buckets as may be checked at once, answered within so many milliseconds. */
  const round = ({ limit, answered }: Pace, milliseconds = 100) => {
    const requests = limit() * 2
    const each = milliseconds / requests
    for (let i = 0; i < requests; i++) {
      now += each
      answered(now)
    }
  }
  return { round }
}

const times = (count: number, act: () => void) => {
  for (let i = 0; i < count; i++) act()
}

describe('the pace', () => {
  test('doubles up to the most that is allowed, where each round takes as long', () => {
    const { round } = clock()
    const pace = createPace(50)
    const limits = Array.from({ length: 4 }, () => {
      round(pace)
      return pace.limit()
    })
    expect(limits).toEqual([16, 32, 50, 50])
  })

  test('goes back a step where twice as many take twice as long, and rises slowly from there', () => {
    const { round } = clock()
    const pace = createPace(64)
    round(pace, 100)
    expect(pace.limit()).toBe(16)
    round(pace, 200)
    expect(pace.limit()).toBe(8)
    times(3, () => round(pace))
    expect(pace.limit()).toBe(8)
    round(pace)
    expect(pace.limit()).toBe(9)
  })

  test('is as wide as allowed once requests take turns: those hold back', () => {
    const { round } = clock()
    const pace = createPace(64)
    round(pace)
    pace.refused(1000)
    expect(pace.limit()).toBe(64)
    pace.turn(1000)
    expect(pace.turn(1000)).toBeGreaterThan(0)
  })

  test('never stops, and never exceeds what is allowed', () => {
    const { round } = clock()
    const pace = createPace(1)
    times(100, () => round(pace))
    expect(pace.limit()).toBe(1)
    times(100, () => pace.refused(0))
    expect(pace.limit()).toBe(1)
  })
})
