import { describe, expect, test } from 'vitest'
import { askWithBackoff, isTooMuch } from '../../src/check/overload.ts'

const error = (name: string, httpStatusCode?: number, code?: string) =>
  Object.assign(new Error(name), {
    name,
    ...(code && { code }),
    ...(httpStatusCode && { $metadata: { httpStatusCode } }),
  })

describe('isTooMuch', () => {
  test.each<[reason: string, error: unknown, expected: boolean]>([
    ['SlowDown', error('SlowDown', 503), true],
    ['an answer to HEAD, which has no code', error('Unknown', 503), true],
    ['too many requests, without a code', error('UnknownError', 429), true],
    ['access denied', error('AccessDenied', 403), false],
    ['an internal error', error('InternalError', 500), false],
    ['a lost connection', error('ECONNRESET'), false],
    ['no error', undefined, false],
  ])('%s: %s', (_, one, expected) => {
    expect(isTooMuch(one)).toBe(expected)
  })
})

describe('askWithBackoff', () => {
  /** Asks, with these errors before the answer. Returns the answer and how often it waited. */
  async function asked(errors: readonly unknown[]) {
    const left = [...errors]
    const waits: number[] = []
    const result = await askWithBackoff(
      async () => {
        if (left.length > 0) throw left.shift()
        return 'answer'
      },
      async (milliseconds) => void waits.push(milliseconds),
    )
    return { result, waits }
  }

  test.each<[reason: string, errors: readonly unknown[]]>([
    ['throttling', [error('SlowDown')]],
    ['throttling as the code of an error by Cooper', [error('Error', undefined, 'SlowDown')]],
    ['an answer to HEAD', [error('Unknown', 503), error('Unknown', 503)]],
    ['an overloaded network', [error('Error', undefined, 'ECONNRESET')]],
  ])('asks again after %s', async (_, errors) => {
    const { result, waits } = await asked(errors)
    expect(result).toEqual({ value: 'answer' })
    expect(waits).toHaveLength(errors.length)
  })

  test('waits longer each time, and gives up after about a minute', async () => {
    const { result, waits } = await asked(Array.from({ length: 20 }, () => error('SlowDown')))
    expect(result).toHaveProperty('error')
    expect(waits).toEqual(waits.toSorted((one, other) => one - other))
    expect(waits.reduce((sum, one) => sum + one)).toBe(63_000)
  })

  test('an error that will not pass is the answer', async () => {
    const { waits } = await asked([error('AccessDenied', 403)])
    expect(waits).toEqual([])
  })
})
