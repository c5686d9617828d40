import { ATTRIBUTE_NAMES, ATTRIBUTES } from './attributes/all.ts'
import type { AttributeName, ObservedValue, StoredValue } from './attributes/attribute.ts'
import type { Bucket } from './bucket.ts'
import type { AclUser, Observed, Tags } from './bucket-calls.ts'

/** What Cooper knows of a bucket. A value of `undefined`: the bucket has none. */
export type BucketPosture = { readonly bucket: Bucket } & {
  readonly [Name in AttributeName]: Observed<ObservedValue<Name> | undefined>
}

/** Further facts, read only for a bucket that is not compliant. Absent: no verdict depends on it. */
export interface BucketContext {
  readonly tags?: Observed<Tags>
  readonly website?: Observed<boolean>
  readonly acl?: Observed<readonly AclUser[]>
}

/** A posture as plain data. `null`: the bucket has none. Absent: not known. */
export type Snapshot = { readonly [Name in AttributeName]?: StoredValue<Name> | null }

/** The known part of a posture as plain data. */
export const snapshotOf = (posture: BucketPosture): Snapshot =>
  Object.assign({}, ...ATTRIBUTE_NAMES.map((name) => knownIn(posture, name)))

function knownIn<Name extends AttributeName>(posture: BucketPosture, name: Name): Snapshot {
  const value = storedIn(posture, name)
  return value === undefined ? {} : { [name]: value }
}

/** The value of an attribute, in the form that a put takes. `undefined`: not known. */
export function storedIn<Name extends AttributeName>(
  posture: { readonly [One in AttributeName]: Observed<ObservedValue<One> | undefined> },
  name: Name,
): StoredValue<Name> | null | undefined {
  const observed: Observed<ObservedValue<Name> | undefined> = posture[name]
  if (!observed.known) return undefined
  return observed.value === undefined ? null : ATTRIBUTES[name].toStored(observed.value)
}

export const isSameSnapshot = (one: Snapshot, other: Snapshot): boolean =>
  ATTRIBUTE_NAMES.every((name) => isSameValue(name, one, other))

/** An attribute that is not known in both is the same. */
export const isSameValue = <Name extends AttributeName>(
  name: Name,
  one: Snapshot,
  other: Snapshot,
) => {
  const [left, right] = [one[name], other[name]]
  return left === undefined || right === undefined
    ? left === right
    : ATTRIBUTES[name].isSame(left, right)
}
