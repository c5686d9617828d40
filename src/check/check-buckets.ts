import PQueue from 'p-queue'
import type { Bucket } from '../core/bucket.ts'
import type { BucketReport } from '../core/check/bucket-report.ts'
import type { Pace } from '../core/check/pace.ts'

/** What a check needs of the outside. */
export interface CheckEdge {
  /** `undefined`: there is no such bucket any more. */
  look(bucket: Bucket): Promise<BucketReport | undefined>
  /** Takes what was found. The next bucket waits for it. */
  report(report: BucketReport): Promise<void>
  wait(milliseconds: number): Promise<void>
  readonly pace: Pace
}

/**
 * Looks at bucket after bucket, several at once, and keeps none. A bucket that can't be looked at stops no other;
 * credentials that are no longer good stop all.
 */
export async function checkBuckets(
  buckets: AsyncIterable<Bucket>,
  edge: CheckEdge,
  { signal }: Pick<AbortController, 'signal'>,
): Promise<void> {
  const queue = new PQueue({ concurrency: edge.pace.limit() })
  const broken: unknown[] = []
  const check = async (bucket: Bucket) => {
    try {
      const report = await lookPatiently(bucket, edge)
      if (report && !signal.aborted) await edge.report(report)
    } catch (error) {
      broken.push(error)
    }
  }
  for await (const bucket of buckets) {
    queue.concurrency = edge.pace.limit()
    void queue.add(() => check(bucket))
    // One that waits is enough: so memory does not grow with the number of buckets.
    await queue.onSizeLessThan(1)
    if (signal.aborted || broken.length > 0) break
  }
  await queue.onIdle()
  if (broken.length > 0) throw broken[0]
}

// Milliseconds, 63 s in all. The SDK has tried several times by then.
const WAITS = [1000, 2000, 4000, 8000, 16_000, 32_000]

async function lookPatiently(
  bucket: Bucket,
  edge: CheckEdge,
  waits: readonly number[] = WAITS,
): Promise<BucketReport | undefined> {
  try {
    return await edge.look(bucket)
  } catch (error) {
    const code = codeOf(error)
    if (NO_LONGER_GOOD.includes(code)) throw error
    const [milliseconds, ...later] = waits
    if (milliseconds === undefined || !TOO_MUCH.includes(code)) return unseen(bucket, error)
    await edge.wait(milliseconds)
    return lookPatiently(bucket, edge, later)
  }
}

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

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

const unseen = (bucket: Bucket, error: unknown): BucketReport => ({
  bucket,
  findings: [],
  steps: [],
  error: error instanceof Error ? error.message : String(error),
})
