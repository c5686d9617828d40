import { describe, expect, test } from 'vitest'
import { createPace, type Pace } from '../../../src/core/check/pace.ts'

/** A clock that each round advances. */
function clock() {
  let now = 0
  /** A round of as many requests as may run concurrently, answered within so many milliseconds. */
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
  test('doubles up to the maximum if each round takes equally long', () => {
    const { round } = clock()
    const pace = createPace(50)
    const limits = Array.from({ length: 4 }, () => {
      round(pace)
      return pace.limit()
    })
    expect(limits).toEqual([16, 32, 50, 50])
  })

  test('goes down one step if twice the requests take twice the time, and then rises slowly', () => {
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

  test('is the maximum once the throttle limits requests', () => {
    const { round } = clock()
    const pace = createPace(64)
    round(pace)
    pace.refused(1000)
    expect(pace.limit()).toBe(64)
    pace.turn(1000)
    expect(pace.turn(1000)).toBeGreaterThan(0)
  })

  test('never reaches zero, and never exceeds the maximum', () => {
    const { round } = clock()
    const pace = createPace(1)
    times(100, () => round(pace))
    expect(pace.limit()).toBe(1)
    times(100, () => pace.refused(0))
    expect(pace.limit()).toBe(1)
  })
})
