import { describe, expect, test } from 'vitest'
import { createPace, type Pace } from '../../src/core/pace.ts'

/** A clock that a round takes a while of. */
function clock() {
  let now = 0
  /** All requests of as many buckets as may be looked at at once, answered within so many milliseconds. */
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

  test('halves once, however many were under way when S3 had enough', () => {
    const pace = createPace(64, 64)
    times(128, pace.refused)
    expect(pace.limit()).toBe(32)
  })

  test('halves again where the slower pace is still too much', () => {
    const { round } = clock()
    const pace = createPace(64, 64)
    pace.refused()
    times(2, () => round(pace))
    pace.refused()
    expect(pace.limit()).toBe(16)
  })

  test('goes up again one by one', () => {
    const { round } = clock()
    const pace = createPace(64, 64)
    pace.refused()
    times(4, () => round(pace))
    expect(pace.limit()).toBe(33)
    times(4, () => round(pace))
    expect(pace.limit()).toBe(34)
  })

  test('never stops, and never exceeds what is allowed', () => {
    const { round } = clock()
    const pace = createPace(1)
    times(100, pace.refused)
    expect(pace.limit()).toBe(1)
    times(100, () => round(pace))
    expect(pace.limit()).toBe(1)
  })
})
