import type { Bucket } from '../core/bucket.ts'
import { strengthen } from '../core/encryption/requirement.ts'
import { isSameRule } from '../core/encryption/rule.ts'
import { LAST_STATEMENT, unreadable } from '../core/failures/failure.ts'
import type { Finding } from '../core/finding.ts'
import type { Attempt } from '../core/journal/record.ts'
import { isSamePolicy } from '../core/policy/same-policy.ts'
import type { WritePorts } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { mergeOwnStatements } from '../core/statements/merge.ts'
import type { Step } from '../core/step.ts'
import { mayWait, RESERVE } from './deadline.ts'
import { attemptRestore } from './restore-step.ts'
import {
  type AttemptResult,
  failed,
  interrupted,
  readBeforeWrite,
  send,
  startWrite,
} from './send.ts'

/** Never throws, so that one step's failure neither holds up nor hides another. */
export const applyStep = async (
  step: Step,
  bucket: Bucket,
  ports: WritePorts,
): Promise<Attempt> => ({
  step,
  ...(await attemptWithBackoff(step, bucket, ports)),
})

/** What an attempt was after all, by a second look: its answer may be lost and its write not. */
export function verifyAttempt(
  attempt: Attempt,
  after: BucketPosture,
  remaining: readonly Finding[],
): Attempt {
  const isOpen = remaining.some(({ control }) => attempt.step.controls.includes(control))
  if (attempt.error === undefined || isOpen) return attempt
  const { error: _, failure: __, ...rest } = attempt
  return { ...rest, status: attempt.before && isApplied(attempt, after) ? 'done' : 'unneeded' }
}

/** Whether what was put stands there. Somebody else may have mended the bucket in another way. */
export function isApplied(
  { step, before, statements = [] }: Attempt,
  after: BucketPosture,
): boolean {
  if (step.type === 'put-bucket-encryption') {
    const put = strengthen(before?.encryption ?? undefined, step.demand, after.bucket)
    return after.encryption.known && isSameRule(after.encryption.value ?? null, put ?? null)
  }
  if (step.type === 'restore-bucket-encryption') {
    return after.encryption.known && isSameRule(after.encryption.value ?? null, step.rule)
  }
  if (!after.policy.known) return false
  if (step.type === 'restore-bucket-policy') {
    return isSamePolicy(after.policy.value?.document ?? null, step.policy)
  }
  const sids = after.policy.value?.statements.map(({ sid }) => sid) ?? []
  return statements.every(({ sid, change }) => sids.includes(sid) === (change !== 'removed'))
}

// Milliseconds. "409 OperationAborted" is common right after a bucket's creation: somebody else is changing it.
const WRITE_WAITS = [300, 1000, 3000]

/** Each try reads and merges anew, since whoever held the bucket has changed it. */
async function attemptWithBackoff(
  step: Step,
  bucket: Bucket,
  ports: WritePorts,
  waits: readonly number[] = WRITE_WAITS,
  unanswered?: AttemptResult,
): Promise<AttemptResult> {
  const outcome = await attemptStep(step, bucket, ports).catch(interrupted)
  // This try sent nothing. An earlier one may have written, though its answer was lost.
  if (outcome.before === undefined) return unanswered ? upToNow(unanswered, ports) : outcome
  if (outcome.error === undefined) return outcome
  const [milliseconds, ...later] = waits
  if (milliseconds === undefined || !mayWait(ports, milliseconds, RESERVE.write)) {
    return upToNow(unanswered ?? outcome, ports)
  }
  await ports.wait(milliseconds)
  return attemptWithBackoff(step, bucket, ports, later, unanswered ?? outcome)
}

/** Nobody knows when it was written: by now at the latest, or not at all. */
const upToNow = ({ window, ...outcome }: AttemptResult, { now }: WritePorts): AttemptResult => ({
  ...outcome,
  ...(window && { window: { ...window, written: now().toISOString() } }),
})

// S3 has no conditional write for either, so each is read again right before its put.
async function attemptStep(step: Step, bucket: Bucket, ports: WritePorts): Promise<AttemptResult> {
  const { s3 } = ports
  switch (step.type) {
    case 'put-bucket-policy': {
      const { current, ...seen } = await readBeforeWrite(() => s3.readPolicy(bucket), ports)
      if (!current.known) return failed(unreadable(current.reason))
      const document = current.value?.document
      const { document: next, changes } = mergeOwnStatements(document, step, bucket)
      if (changes.length === 0) return { status: 'unneeded' }
      if (next === undefined) return failed(LAST_STATEMENT)
      const before = { policy: document ?? null }
      const sent = { document: next, statements: changes }
      const sending = startWrite(step, before, bucket, ports)
      const outcome = await send(sending, seen, () => s3.putPolicy(bucket, next), sent)
      return { ...outcome, before, statements: changes }
    }
    case 'put-bucket-encryption': {
      const { current, ...seen } = await readBeforeWrite(() => s3.readEncryption(bucket), ports)
      if (!current.known) return failed(unreadable(current.reason))
      const next = strengthen(current.value, step.demand, bucket)
      if (next === current.value || next === undefined) {
        return { status: 'unneeded', standing: current.value }
      }
      const before = { encryption: current.value ?? null }
      const sending = startWrite(step, before, bucket, ports)
      const outcome = await send(sending, seen, () => s3.putEncryption(bucket, next))
      return { ...outcome, before, ...(outcome.status === 'done' && { standing: next }) }
    }
    default:
      return attemptRestore(step, bucket, ports)
  }
}
