import type { Bucket } from '../core/bucket.ts'
import type { BucketReport } from '../core/check/bucket-report.ts'
import type { Pace } from '../core/check/pace.ts'
import { codeOf, errorText } from '../core/cooper-error.ts'
import { isInvalidRequest } from '../core/failures/invalid-request.ts'
import { type AnswerOrError, retry, settled } from '../core/retry.ts'
import { inPace } from './in-pace.ts'

/** The ports of a check. */
export interface CheckPorts {
  /** `undefined`: the bucket no longer exists. */
  check(bucket: Bucket): Promise<BucketReport | undefined>
  /** Receives a report. The next bucket waits for it. */
  report(report: BucketReport): Promise<void>
  wait(milliseconds: number): Promise<void>
  readonly pace: Pace
}

/**
 * Checks buckets, several at a time, and keeps no results. A bucket that cannot be checked does not stop the others, but
 * expired credentials and a journal that cannot be read stop the check.
 */
export async function checkBuckets(
  buckets: AsyncIterable<Bucket>,
  ports: CheckPorts,
  { signal }: Pick<AbortController, 'signal'>,
): Promise<void> {
  const check = async (bucket: Bucket) => {
    const report = await checkWithBackoff(bucket, ports)
    if (report && !signal.aborted) await ports.report(report)
  }
  await inPace(buckets, check, { pace: ports.pace, signal })
}

// Milliseconds, 63 s in all, besides the retries of the SDK.
const CHECK_WAITS = [1000, 2000, 4000, 8000, 16_000, 32_000]

async function checkWithBackoff(
  bucket: Bucket,
  ports: CheckPorts,
): Promise<BucketReport | undefined> {
  const result = await retry(() => settled(ports.check(bucket)), isFinal, {
    waits: CHECK_WAITS,
    wait: (milliseconds) => ports.wait(milliseconds),
  })
  if ('value' in result) return result.value
  if (isFatal(codeOf(result.error) ?? '')) throw result.error
  return unreadableReport(bucket, result.error)
}

const isFinal = (result: AnswerOrError<unknown>) =>
  'value' in result || !OVERLOADED.includes(codeOf(result.error) ?? '')

// The error codes by which AWS throttles.
const THROTTLED: readonly string[] = [
  ...['SlowDown', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'],
  ...['RequestLimitExceeded', 'ServiceUnavailable'],
]

/** Throttling, and errors of an overloaded endpoint or network. */
const OVERLOADED: readonly string[] = [...THROTTLED, 'TimeoutError', 'ECONNRESET']

/** Whether an error means that requests should be sent less often. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof Error && THROTTLED.includes(error.name)

/** Whether every other bucket would have the error too: wrong or expired credentials, and a journal that cannot be read. */
const isFatal = (code: string) =>
  code === 'CredentialsProviderError' || code === 'Journal' || isInvalidRequest(code)

const unreadableReport = (bucket: Bucket, error: unknown): BucketReport => ({
  bucket,
  findings: [],
  steps: [],
  error: errorText(error),
})
