import { describe, expect, test } from 'vitest'
import { createPace, type Pace } from '../../src/core/pace.ts'

const times = (count: number, act: () => void) => {
  for (let i = 0; i < count; i++) act()
}

/** All requests of as many buckets as may be looked at at once. */
const round = ({ limit, answered }: Pace) => times(limit() * 2, answered)

describe('the pace', () => {
  test('doubles up to the most that is allowed', () => {
    const pace = createPace(50)
    const limits = Array.from({ length: 5 }, () => {
      round(pace)
      return pace.limit()
    })
    expect(limits).toEqual([16, 32, 50, 50, 50])
  })

  test('halves once, however many were under way when S3 had enough', () => {
    const pace = createPace(64, 64)
    times(128, pace.refused)
    expect(pace.limit()).toBe(32)
  })

  test('halves again where the slower pace is still too much', () => {
    const pace = createPace(64, 64)
    pace.refused()
    times(128, pace.answered)
    const limit = pace.limit()
    pace.refused()
    expect(pace.limit()).toBe(Math.floor(limit / 2))
  })

  test('goes up again one by one', () => {
    const pace = createPace(64, 64)
    pace.refused()
    round(pace)
    expect(pace.limit()).toBe(33)
    round(pace)
    expect(pace.limit()).toBe(34)
  })

  test('never stops, and never exceeds what is allowed', () => {
    const pace = createPace(1)
    times(100, pace.refused)
    expect(pace.limit()).toBe(1)
    times(100, pace.answered)
    expect(pace.limit()).toBe(1)
  })
})
