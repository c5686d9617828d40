import type { Bucket } from './bucket.ts'
import type { EncryptionRule } from './encryption.ts'
import type { Policy } from './policy/document.ts'

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
