import { assess } from '../../core/assessment/assess.ts'
import type { Circumstances } from '../../core/assessment/circumstances.ts'
import { ATTRIBUTES } from '../../core/attributes/all.ts'
import type { AttributeName, StoredValue } from '../../core/attributes/attribute.ts'
import { type Finding, isNonCompliant } from '../../core/finding.ts'
import type { Attempt } from '../../core/journal/record.ts'
import type { WritePorts } from '../../core/ports.ts'
import { type BucketPosture, storedIn } from '../../core/posture.ts'
import { isPut, isRestore, type PutStep, type RestoreStep } from '../../core/step.ts'
import { readAfterWrite } from './read-after-write.ts'

/** Reads the bucket again after attempts to write, and retries while a successful write does not show yet. */
export async function verify(
  before: BucketPosture,
  attempts: readonly Attempt[],
  circumstances: Circumstances,
  ports: WritePorts,
): Promise<BucketPosture | undefined> {
  const tried = attempts.filter(({ status }) => status !== 'planned')
  if (tried.length === 0) return before
  const isOpen = (finding: Finding) =>
    isNonCompliant(finding) && tried.some(({ step }) => step.controls.includes(finding.control))
  const isWritten = tried.some(({ status }) => status === 'done')
  const isShown = (after: BucketPosture) => !isWritten || !assess(after, circumstances).some(isOpen)
  return readAfterWrite(isShown, before.bucket, ports)
}

/** The result of an attempt after the verification: a write may have succeeded although its answer was lost. */
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

/** Whether the bucket shows the write. Somebody else may have made the bucket compliant in another way. */
export function isApplied(attempt: Attempt, after: BucketPosture): boolean {
  const { step } = attempt
  return isPut(step)
    ? isPutApplied(step, attempt, after)
    : isRestore(step) && isRestoreApplied(step, after)
}

function isPutApplied<Name extends AttributeName>(
  { attribute, change }: PutStep<Name>,
  { before = {}, statements = [] }: Attempt,
  after: BucketPosture,
): boolean {
  const live = storedIn(after, attribute)
  const found: StoredValue<Name> | null | undefined = before[attribute]
  const written = { change, before: found, statements }
  return live !== undefined && ATTRIBUTES[attribute].shows(live, written, after.bucket)
}

function isRestoreApplied<Name extends AttributeName>(
  { attribute, value }: RestoreStep<Name>,
  after: BucketPosture,
): boolean {
  const live = storedIn(after, attribute)
  return live !== undefined && ATTRIBUTES[attribute].isSame(live, value)
}
