import { NOT_SEEN } from '../core/failures/failure.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import type { Attempt } from '../core/journal/record.ts'
import type { WritePorts } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { applyStep } from './apply/apply-step.ts'
import { readAfterWrite } from './apply/read-after-write.ts'
import { isApplied, verifyAttempt } from './apply/verify.ts'

export interface Restored {
  readonly attempt: Attempt
  /** `undefined`: the bucket no longer exists. */
  readonly posture: BucketPosture | undefined
}

/** Restores a lost update, and reads the bucket again. */
export async function restoreLostUpdate(
  step: NonNullable<LostUpdate['step']>,
  known: BucketPosture,
  ports: WritePorts,
): Promise<Restored> {
  const attempt = await applyStep(step, known, ports)
  const isShown = (after: BucketPosture) => attempt.status !== 'done' || isApplied(attempt, after)
  const posture = await readAfterWrite(isShown, known.bucket, ports)
  if (!posture) return { attempt, posture }
  if (isApplied(attempt, posture)) return { attempt: verifyAttempt(attempt, posture, []), posture }
  const isLost = attempt.status === 'done'
  return {
    attempt: isLost ? { ...attempt, status: 'failed', failure: NOT_SEEN } : attempt,
    posture,
  }
}
