import PQueue from 'p-queue'
import type { Bucket } from '../core/bucket.ts'
import type { BucketReport } from '../core/check/bucket-report.ts'
import type { Pace } from '../core/check/pace.ts'
import { codeOf } from '../core/cooper-error.ts'
import { type AnswerOrError, retry, settled } from '../core/retry.ts'

/** What a check needs of the outside. */
export interface CheckPorts {
  /** `undefined`: there is no such bucket any more. */
  check(bucket: Bucket): Promise<BucketReport | undefined>
  /** Takes what was found. The next bucket waits for it. */
  report(report: BucketReport): Promise<void>
  wait(milliseconds: number): Promise<void>
  readonly pace: Pace
}

/**
 * Looks at bucket after bucket, several at once, and keeps none. A bucket that can't be result at stops no other;
 * credentials that are no longer good stop all.
 */
export async function checkBuckets(
  buckets: AsyncIterable<Bucket>,
  ports: CheckPorts,
  { signal }: Pick<AbortController, 'signal'>,
): Promise<void> {
  const queue = new PQueue({ concurrency: ports.pace.limit() })
  const broken: unknown[] = []
  const check = async (bucket: Bucket) => {
    try {
      const report = await checkWithBackoff(bucket, ports)
      if (report && !signal.aborted) await ports.report(report)
    } catch (error) {
      broken.push(error)
    }
  }
  for await (const bucket of buckets) {
    queue.concurrency = ports.pace.limit()
    void queue.add(() => check(bucket))
    // One that waits is enough: so memory does not grow with the number of buckets.
    await queue.onSizeLessThan(1)
    if (signal.aborted || broken.length > 0) break
  }
  await queue.onIdle()
  if (broken.length > 0) throw broken[0]
}

// Milliseconds, 63 s in all. The SDK has tried several times by then.
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
  if (NO_LONGER_GOOD.includes(codeOf(result.error) ?? '')) throw result.error
  return unreadableReport(bucket, result.error)
}

const isFinal = (result: AnswerOrError<unknown>) =>
  'value' in result || !TOO_MUCH.includes(codeOf(result.error) ?? '')

// What AWS answers when it is asked too much.
const REFUSALS: readonly string[] = [
  ...['SlowDown', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'],
  ...['RequestLimitExceeded', 'ServiceUnavailable'],
]

/** That, and what happens to who does not get an answer. */
const TOO_MUCH: readonly string[] = [...REFUSALS, 'TimeoutError', 'ECONNRESET']

/** Whether an answer says to ask less often. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof Error && REFUSALS.includes(error.name)

const NO_LONGER_GOOD = [
  ...['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'CredentialsProviderError'],
]

const unreadableReport = (bucket: Bucket, error: unknown): BucketReport => ({
  bucket,
  findings: [],
  steps: [],
  error: error instanceof Error ? error.message : String(error),
})
