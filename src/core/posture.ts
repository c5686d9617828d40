import { ATTRIBUTE_NAMES, ATTRIBUTES } from './attributes/all.ts'
import type { AttributeName, ObservedValue, StoredValue } from './attributes/attribute.ts'
import type { Bucket } from './bucket.ts'
import type { Observed } from './bucket-calls.ts'

/** What we know of a bucket. `undefined` inside: looked, and there is none. */
export type BucketPosture = { readonly bucket: Bucket } & {
  readonly [Name in AttributeName]: Observed<ObservedValue<Name> | undefined>
}

/** What is read besides, and only of a bucket that falls short. Absent: nothing depends on it. */
export interface BucketContext {
  /** The value of the tag `cooper:exempt`. */
  readonly exemptTag?: Observed<string | undefined>
  readonly website?: Observed<boolean>
  /** Whether the ACL lets S3 deliver server access logs. */
  readonly logAcl?: Observed<boolean>
}

/** The same as data. `null`: there is none. Absent: not known. */
export type Snapshot = { readonly [Name in AttributeName]?: StoredValue<Name> | null }

/** What of a posture is known, as data. */
export const snapshotOf = (posture: BucketPosture): Snapshot =>
  Object.assign({}, ...ATTRIBUTE_NAMES.map((name) => knownIn(posture, name)))

function knownIn<Name extends AttributeName>(posture: BucketPosture, name: Name): Snapshot {
  const value = storedIn(posture, name)
  return value === undefined ? {} : { [name]: value }
}

/** The value of an attribute in the form in which it is put. `undefined`: not known. */
export function storedIn<Name extends AttributeName>(
  posture: { readonly [One in AttributeName]: Observed<ObservedValue<One> | undefined> },
  name: Name,
): StoredValue<Name> | null | undefined {
  const observed: Observed<ObservedValue<Name> | undefined> = posture[name]
  if (!observed.known) return undefined
  return observed.value === undefined ? null : ATTRIBUTES[name].toStored(observed.value)
}
