import { describe, expect, test } from 'vitest'
import {
  mayWait,
  RESERVE,
  stopUnlessBegun,
  tooLate,
  withJitter,
} from '../../src/remediation/deadline.ts'
import { within } from '../../src/remediation/read-after-write.ts'

const left = (milliseconds: number) => ({ timeLeft: () => milliseconds })

describe('a wait', () => {
  test('is half as long, half as long again, or anything between', () => {
    expect([0, 0.5, 1].map((random) => withJitter(1000, random))).toEqual([500, 1000, 1500])
  })

  test.each([
    [6_500, true],
    [6_499, false],
    [Number.POSITIVE_INFINITY, true],
  ])('of one second before what needs five, with %i ms left: %s', (milliseconds, may) => {
    expect(mayWait(left(milliseconds), 1000, 5000)).toBe(may)
  })
})

test('what comes later needs less', () => {
  expect(RESERVE.write).toBeGreaterThan(RESERVE.read)
  expect(RESERVE.read).toBeGreaterThan(RESERVE.notify)
})

describe('too late to write', () => {
  test.each([
    [10_000, undefined],
    [9_999, 'Cannot start a write to bucket "b": 9999 ms remain'],
    [0, 'Cannot start a write to bucket "b": 0 ms remain'],
  ])('with %i ms left: %s', (milliseconds, message) => {
    const error = tooLate(left(milliseconds), 'b')
    expect(error?.message.split(',')[0]).toBe(message)
    if (message) expect(error).toMatchObject({ code: 'OutOfTime' })
  })

  const step = {
    action: 'put',
    attribute: 'policy',
    controls: [],
    change: { required: [], obsolete: [] },
  } as const
  const late = { step, status: 'failed', error: tooLate(left(0), 'b') } as const
  test.each([
    ['nothing was sent', [late], true],
    ['something was sent before', [{ step, status: 'done', before: {} } as const, late], false],
    ['it is another error', [{ ...late, error: new Error('reset') }], false],
  ])('stops the run where %s: %#', (_when, attempts, stops) => {
    const stop = () => stopUnlessBegun(attempts)
    if (stops) expect(stop).toThrow('Cannot start')
    else expect(stop).not.toThrow()
  })
})

describe('work within a time', () => {
  const never = new Promise<never>(() => undefined)

  test('gives its answer, or its error', async () => {
    expect(await within(1000, Promise.resolve(1))).toBe(1)
    await expect(within(1000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await within(Number.POSITIVE_INFINITY, Promise.resolve(1))).toBe(1)
  })

  test.each([5, 0, -1000])('that takes longer than %i ms is given up', async (milliseconds) => {
    await expect(within(milliseconds, never)).rejects.toThrow('Cannot wait')
  })
})
