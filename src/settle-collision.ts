import { applyStep, confirmed, isThere } from './apply-step.ts'
import type { Collision } from './core/collision/collision.ts'
import { missingEncryption } from './core/collision/missing-encryption.ts'
import { missingPolicy } from './core/collision/missing-policy.ts'
import type { BucketEvent } from './core/event.ts'
import { NOT_SEEN } from './core/failure.ts'
import type { BucketPosture } from './core/posture.ts'
import type { Attempt, StepResult } from './core/record.ts'
import type { Dependencies, Edge } from './edge.ts'
import { lookAgain } from './read-bucket.ts'

// Milliseconds. A run of Cooper ends within 15 minutes, and may write to the end.
const LONGEST_RUN = 15 * 60 * 1000

/** Whether Cooper wrote over what the event's call put. The journal is asked only where that does not stand there. */
export async function findCollision(
  event: BucketEvent,
  posture: BucketPosture,
  { journal }: Dependencies,
): Promise<Collision | undefined> {
  const explain = missingPolicy(event, posture) ?? missingEncryption(event, posture)
  if (!explain) return undefined
  const since = new Date(Date.parse(event.time) - LONGEST_RUN)
  const entries = await journal.recent(event.bucket, since)
  const isSettled = entries.some(
    ({ intent, record }) =>
      intent.event.id === event.id && record?.collision && !record.steps.some(isFailedRestore),
  )
  return isSettled ? undefined : explain(entries)
}

const isFailedRestore = ({ step, status }: StepResult) =>
  step.type.startsWith('restore-') && status === 'failed'

/** Puts theirs back, and looks again. `posture` is absent where the bucket is gone by now. */
export async function restoreTheirs(
  step: NonNullable<Collision['step']>,
  { bucket }: BucketPosture,
  edge: Edge,
): Promise<{ readonly attempt: Attempt; readonly posture: BucketPosture | undefined }> {
  const attempt = await applyStep(step, bucket, edge)
  const posture = await lookAgain(bucket, edge.s3)
  if (!posture) return { attempt, posture }
  if (isThere(attempt, posture)) return { attempt: confirmed(attempt, posture, []), posture }
  const isLost = attempt.status === 'done'
  return {
    attempt: isLost ? { ...attempt, status: 'failed', failure: NOT_SEEN } : attempt,
    posture,
  }
}
