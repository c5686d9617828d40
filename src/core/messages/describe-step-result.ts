import { ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName, StoredValue } from '../attributes/attribute.ts'
import type { Bucket } from '../bucket.ts'
import type { RemediationRecord, StepResult } from '../journal/record.ts'
import { keepName, printable } from '../printable.ts'
import { isPut, type PutStep, type RestoreStep } from '../step.ts'

/** The result of a step, or the expected result of a planned one, in printable lines. */
export function describeStepResult(
  result: StepResult,
  record: RemediationRecord,
): readonly string[] {
  return describeResult(result, record).map((line) => keepName(line, record.bucket))
}

function describeResult(
  { step, status, statements, failure }: StepResult,
  record: RemediationRecord,
): readonly string[] {
  if (failure) return [`- ${failure.reason}.`, `  What to do: ${failure.remedy}.`]
  if (status === 'unneeded') return []
  return isPut(step)
    ? describePut(step, status === 'planned', statements, record)
    : [`- ${describeRestore(step, record)}.`]
}

function describePut<Name extends AttributeName>(
  { attribute, change }: PutStep<Name>,
  isPlanned: boolean,
  statements: StepResult['statements'],
  { before, after, bucket: name, account, region, partition }: RemediationRecord,
): readonly string[] {
  const { describePlanned, describeDone } = ATTRIBUTES[attribute]
  const value: StoredValue<Name> | null = (isPlanned ? after : before)[attribute] ?? null
  const bucket: Bucket = { name, account, region, partition }
  const describe = isPlanned ? describePlanned : describeDone
  return describe(value, change, statements, bucket)
}

function describeRestore(step: RestoreStep, { undo, lostUpdate }: RemediationRecord): string {
  const what = describeRestoredValue(step)
  if (undo?.ownStatementsOnly) return "Cooper's own statements were removed from the bucket policy"
  if (undo) return `${what} was restored to its value before the change ${printable(undo.of ?? '')}`
  return lostUpdate
    ? `${what} of the call above was restored, together with what Cooper requires. Cooper had replaced it, because it read the bucket before that call`
    : `${what} was restored`
}

const describeRestoredValue = <Name extends AttributeName>({
  attribute,
  value,
}: RestoreStep<Name>) => ATTRIBUTES[attribute].describe(value)
