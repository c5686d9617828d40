import { ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName, StoredValue } from '../attributes/attribute.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketPosture, Snapshot } from '../posture.ts'
import { storedIn } from '../posture.ts'
import { isPut, isRestore, type PutStep, type RestoreStep, type Step } from '../step.ts'

/** The value of an attribute after a step. */
export function valueAfter<Name extends AttributeName>(
  value: StoredValue<Name> | null,
  step: Step<Name>,
  bucket: Bucket,
): StoredValue<Name> | null {
  if (isPut(step)) return valueAfterPut(value, step, bucket)
  return isRestore(step) ? valueAfterRestore(step) : value
}

const valueAfterPut = <Name extends AttributeName>(
  value: StoredValue<Name> | null,
  { attribute, change }: PutStep<Name>,
  bucket: Bucket,
) => ATTRIBUTES[attribute].apply(value, change, bucket).value

const valueAfterRestore = <Name extends AttributeName>({ value }: RestoreStep<Name>) => value

/** The values of a bucket's attributes after a step. */
export const snapshotAfter = <Name extends AttributeName>(
  snapshot: Snapshot,
  step: Step<Name>,
  bucket: Bucket,
): Snapshot => ({
  ...snapshot,
  [step.attribute]: valueAfter(snapshot[step.attribute] ?? null, step, bucket),
})

/** The posture after a step. An attribute that could not be read remains unknown. */
export function postureAfter<Name extends AttributeName>(
  posture: BucketPosture,
  step: Step<Name>,
): BucketPosture {
  const before = storedIn(posture, step.attribute)
  if (before === undefined) return posture
  return withValue(posture, step.attribute, valueAfter(before, step, posture.bucket))
}

/** The posture with another value of an attribute. */
export function withValue<Name extends AttributeName>(
  posture: BucketPosture,
  name: Name,
  value: StoredValue<Name> | null,
): BucketPosture {
  try {
    const observed = value === null ? undefined : ATTRIBUTES[name].toObserved(value)
    return { ...posture, [name]: { known: true, value: observed } }
  } catch {
    // The policy is longer than any in S3, so S3 will refuse it.
    return posture
  }
}
