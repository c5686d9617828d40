import type { Bucket } from './bucket.ts'
import type { EncryptionRule } from './encryption/rule.ts'
import type { Policy, PolicyDocument } from './policy/document.ts'

/** What a look gave: a value, or why there is none. AccessDenied is not "absent". */
export type Observed<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string }

/** A call that AWS understood and refused: trying again would give the same answer. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

/** The calls on a bucket. A read of a bucket that is gone throws an error with the code `NoSuchBucket`. */
export interface BucketCalls {
  readPolicy(bucket: Bucket): Promise<Observed<Policy | undefined>>
  readEncryption(bucket: Bucket): Promise<Observed<EncryptionRule | undefined>>
  /** The value of the tag `cooper:exempt`. */
  readExemptTag(bucket: Bucket): Promise<Observed<string | undefined>>
  /** Whether it is a static website. */
  readWebsite(bucket: Bucket): Promise<Observed<boolean>>
  /** Whether its ACL lets S3 deliver server access logs. */
  readLogAcl(bucket: Bucket): Promise<Observed<boolean>>
  putPolicy(bucket: Bucket, policy: PolicyDocument): Promise<Refusal | undefined>
  putEncryption(bucket: Bucket, rule: EncryptionRule): Promise<Refusal | undefined>
}

/** What only a person does who undoes a change: the bot deletes nothing. */
export interface UndoCalls extends BucketCalls {
  deletePolicy(bucket: Bucket): Promise<Refusal | undefined>
  deleteEncryption(bucket: Bucket): Promise<Refusal | undefined>
}
