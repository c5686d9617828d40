import { ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName, StoredValue } from '../attributes/attribute.ts'
import type { Bucket } from '../bucket.ts'
import { isCompliant } from '../finding.ts'
import type { BucketPosture, Snapshot } from '../posture.ts'
import { isPut, type PutStep, type Step } from '../step.ts'
import type { JournalEntry } from './entry.ts'
import type { Attempt, RemediationRecord } from './record.ts'
import { recordOf } from './record-of.ts'
import { recoverSteps } from './recover-steps.ts'

/**
 * The record that an interrupted run did not write, as far as the bucket shows what it did. A step counts as done, too, where
 * the bucket was changed since: only its values from before show that nothing was done.
 */
export function recoverRecord(
  entry: JournalEntry,
  posture: BucketPosture,
  now: Date,
): RemediationRecord {
  const { event, findings, before, lostUpdate } = entry.intent
  const attempts = recoverSteps(entry, posture, now).map((attempt) =>
    attempt.status === 'interrupted' ? asDone(attempt, entry) : attempt,
  )
  const isServed = (id: string) =>
    attempts.some(({ step }) => step.controls.some((control) => control === id))
  const remaining = findings.filter((one) => !isCompliant(one) && !isServed(one.control))
  return recordOf({ event, findings, attempts, before, after: posture, remaining, lostUpdate }, now)
}

function asDone({ failure: _, ...attempt }: Attempt, { intent }: JournalEntry): Attempt {
  const statements = statementsOf(attempt.step, intent.before, intent.event.bucket)
  return { ...attempt, status: 'done', ...(statements && { statements }) }
}

const statementsOf = (step: Step, before: Snapshot, bucket: Bucket) =>
  isPut(step) ? statementsPut(step, before, bucket) : undefined

function statementsPut<Name extends AttributeName>(
  { attribute, change }: PutStep<Name>,
  before: Snapshot,
  bucket: Bucket,
) {
  const first: StoredValue<Name> | null | undefined = before[attribute]
  return ATTRIBUTES[attribute].apply(first ?? null, change, bucket).statements
}
