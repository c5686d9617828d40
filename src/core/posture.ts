import type { Bucket } from './bucket.ts'
import type { EncryptionRule } from './encryption/rule.ts'
import type { Policy, PolicyDocument } from './policy/document.ts'

/** What a look gave: a value, or why there is none. AccessDenied is not "absent". */
export type Observed<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string }

/** What we know of a bucket. `undefined` inside: looked, and there is none. */
export interface BucketPosture {
  readonly bucket: Bucket
  readonly policy: Observed<Policy | undefined>
  readonly encryption: Observed<EncryptionRule | undefined>
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
export interface Snapshot {
  readonly policy?: PolicyDocument | null
  readonly encryption?: EncryptionRule | null
}

/** What of a posture is known, as data. */
export const snapshotOf = ({ policy, encryption }: BucketPosture): Snapshot => ({
  ...observed('policy', policy, (value) => value.document),
  ...observed('encryption', encryption, (value) => value),
})

const observed = <T, U>(name: string, look: Observed<T | undefined>, show: (value: T) => U) =>
  look.known ? { [name]: look.value === undefined ? null : show(look.value) } : {}
