import { codeOf, statusOf } from '../core/cooper-error.ts'
import { type AnswerOrError, retry, settled } from '../core/retry.ts'

// The error codes by which AWS throttles.
const THROTTLED: readonly string[] = [
  ...['SlowDown', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'],
  ...['RequestLimitExceeded', 'ServiceUnavailable'],
]

// An answer to HEAD has no body, and so no code.
const THROTTLED_STATUS: readonly (number | undefined)[] = [429, 503]

/** Errors of an overloaded endpoint or network, besides throttling. */
const OVERLOADED: readonly string[] = ['TimeoutError', 'ECONNRESET']

/** Whether an error means that requests should be sent less often. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof Error &&
  (THROTTLED.includes(error.name) || THROTTLED_STATUS.includes(statusOf(error)))

// Milliseconds, 63 s in all, besides the retries of the SDK.
const WAITS = [1000, 2000, 4000, 8000, 16_000, 32_000]

/** Asks again, with growing waits, while the endpoint throttles or is overloaded. Returns the last answer. */
export const askWithBackoff = <T>(
  ask: () => Promise<T>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<AnswerOrError<T>> =>
  retry(() => settled(ask()), isFinal, {
    waits: WAITS,
    wait: (milliseconds) => wait(milliseconds),
  })

function isFinal(result: AnswerOrError<unknown>): boolean {
  if ('value' in result) return true
  const code = codeOf(result.error) ?? ''
  return !isTooMuch(result.error) && !THROTTLED.includes(code) && !OVERLOADED.includes(code)
}
