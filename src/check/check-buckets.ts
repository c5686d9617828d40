import type { Bucket } from '../core/bucket.ts'
import type { BucketReport } from '../core/check/bucket-report.ts'
import type { Pace } from '../core/check/pace.ts'
import { codeOf, errorText } from '../core/cooper-error.ts'
import { isInvalidRequest } from '../core/failures/invalid-request.ts'
import { inPace } from './in-pace.ts'
import { askWithBackoff } from './overload.ts'

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

async function checkWithBackoff(
  bucket: Bucket,
  ports: CheckPorts,
): Promise<BucketReport | undefined> {
  const result = await askWithBackoff(() => ports.check(bucket), ports.wait)
  if ('value' in result) return result.value
  if (isFatal(codeOf(result.error) ?? '')) throw result.error
  return unreadableReport(bucket, result.error)
}

/** Whether every other bucket would have the error too: wrong or expired credentials, and a journal that cannot be read. */
const isFatal = (code: string) =>
  code === 'CredentialsProviderError' || code === 'Journal' || isInvalidRequest(code)

const unreadableReport = (bucket: Bucket, error: unknown): BucketReport => ({
  bucket,
  findings: [],
  steps: [],
  error: errorText(error),
})
