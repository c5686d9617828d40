import { describe, expect, test } from 'vitest'
import { within } from '../../src/remediation/apply/read-after-write.ts'
import {
  mayWait,
  RESERVE,
  stopUnlessBegun,
  tooLate,
  withJitter,
} from '../../src/remediation/deadline.ts'

const withTimeLeft = (milliseconds: number) => ({ timeLeft: () => milliseconds })

describe('a wait', () => {
  test('has a jitter of up to half its length, up or down', () => {
    expect([0, 0.5, 1].map((random) => withJitter(1000, random))).toEqual([500, 1000, 1500])
  })

  test.each([
    [6_500, true],
    [6_499, false],
    [Number.POSITIVE_INFINITY, true],
  ])(
    'of 1 s before an action with a reserve of 5 s, when %i ms remain, is allowed: %s',
    (milliseconds, isAllowed) => {
      expect(mayWait(withTimeLeft(milliseconds), 1000, 5000)).toBe(isAllowed)
    },
  )
})

test('a later action has a smaller reserve', () => {
  expect(RESERVE.write).toBeGreaterThan(RESERVE.read)
  expect(RESERVE.read).toBeGreaterThan(RESERVE.notify)
})

describe('too late to write', () => {
  test.each([
    [10_000, undefined],
    [9_999, 'Cannot start a write to bucket "b": 9999 ms remain'],
    [0, 'Cannot start a write to bucket "b": 0 ms remain'],
  ])('when %i ms remain: %s', (milliseconds, message) => {
    const error = tooLate(withTimeLeft(milliseconds), 'b')
    expect(error?.message.split(',')[0]).toBe(message)
    if (message) expect(error).toMatchObject({ code: 'OutOfTime' })
  })

  const step = {
    action: 'put',
    attribute: 'policy',
    controls: [],
    change: { required: [], obsolete: [] },
  } as const
  const late = { step, status: 'failed', error: tooLate(withTimeLeft(0), 'b') } as const
  test.each([
    ['stops the run if nothing was sent', [late], true],
    [
      'does not stop the run if a write was sent before',
      [{ step, status: 'done', before: {} } as const, late],
      false,
    ],
    ['does not stop the run for another error', [{ ...late, error: new Error('reset') }], false],
  ])('%s', (_when, attempts, stops) => {
    const stop = () => stopUnlessBegun(attempts)
    if (stops) expect(stop).toThrow('Cannot start')
    else expect(stop).not.toThrow()
  })
})

describe('work with a time limit', () => {
  const never = new Promise<never>(() => undefined)

  test('returns its result or throws its error', async () => {
    expect(await within(1000, Promise.resolve(1))).toBe(1)
    await expect(within(1000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await within(Number.POSITIVE_INFINITY, Promise.resolve(1))).toBe(1)
  })

  test.each([5, 0, -1000])('that exceeds its limit of %i ms is an error', async (milliseconds) => {
    await expect(within(milliseconds, never)).rejects.toThrow('Cannot wait')
  })
})
