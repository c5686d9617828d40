import { readPosture } from '../check/read-bucket.ts'
import { cooperError } from '../core/cooper-error.ts'
import { type BucketEvent, mayBeNew } from '../core/event.ts'
import { isNotYet, NO_SUCH_BUCKET, UNKNOWN_PRINCIPAL } from '../core/failures/not-yet.ts'
import type { Attempt } from '../core/journal/record.ts'
import type { Ports } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { retry } from '../core/retry.ts'
import { mayWait, RESERVE, RETRY_WAITS } from './deadline.ts'
import { WITHOUT_JOURNAL } from './without-journal.ts'

/** Reads a bucket, with retries if S3 may not know it everywhere yet. `undefined`: it does not exist. */
export const readNewBucket = (
  event: BucketEvent,
  ports: Ports,
): Promise<BucketPosture | undefined> =>
  retry(
    () => readPosture(event.bucket, ports.s3),
    (posture) => posture !== undefined || !mayBeNew(event, ports.now()),
    {
      waits: RETRY_WAITS,
      wait: ports.wait,
      mayWait: (milliseconds) => mayWait(ports, milliseconds, RESERVE.write),
    },
  )

/** Throws if the bucket that was not found may be new, so that Lambda delivers the event again. */
export function stopIfNew(event: BucketEvent, { now }: Ports): void {
  if (mayBeNew(event, now())) throw notYet(NO_SUCH_BUCKET, event)
}

/**
 * Throws if a write failed because the bucket, or a user or role in its policy, may be new. The next delivery finds the
 * entry in the journal, and reports all changes together. Without a journal, a change that was made is reported at once.
 */
export function stopIfNotYet(
  event: BucketEvent,
  attempts: readonly Attempt[],
  { now, journal }: Ports,
): void {
  const failure = attempts.map((attempt) => attempt.failure).find(isNotYet)
  if (!failure || !mayBeNew(event, now())) return
  const isReportedLater = journal !== WITHOUT_JOURNAL || !attempts.some(({ window }) => window)
  if (isReportedLater) throw notYet(failure.code, event)
}

const notYet = (code: string, { bucket }: BucketEvent) =>
  cooperError(
    code,
    code === UNKNOWN_PRINCIPAL
      ? `Cannot put the policy of bucket "${bucket.name}": S3 does not know a user or role that it names. It may be new: Cooper retries the event`
      : `Cannot find the bucket: S3 does not know bucket "${bucket.name}". It may be new: Cooper retries the event`,
  )
