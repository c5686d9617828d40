import type { Bucket } from './bucket.ts'
import type { EncryptionRule } from './encryption/rule.ts'
import type { Policy, PolicyDocument } from './policy/document.ts'

/** The result of a read: a value, or why it is not known. AccessDenied does not mean absent. */
export type Observed<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string }

/** The tags of a bucket, by key. */
export type Tags = Readonly<Record<string, string>>

/**
 * Those whom an ACL lets in and who cannot use a KMS key: S3 for server access logs, CloudFront for its legacy standard
 * logs, and anonymous readers.
 */
export type AclUser = 'log-delivery' | 'cloudfront-logs' | 'everyone'

/** A call that AWS refused for good: a retry would get the same answer. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

/** The calls on a bucket. A read throws an error with the code `NoSuchBucket` where the bucket does not exist. */
export interface BucketCalls {
  readPolicy(bucket: Bucket): Promise<Observed<Policy | undefined>>
  readEncryption(bucket: Bucket): Promise<Observed<EncryptionRule | undefined>>
  readTags(bucket: Bucket): Promise<Observed<Tags>>
  /** Whether the bucket hosts a static website. */
  readWebsite(bucket: Bucket): Promise<Observed<boolean>>
  readAcl(bucket: Bucket): Promise<Observed<readonly AclUser[]>>
  putPolicy(bucket: Bucket, policy: PolicyDocument): Promise<Refusal | undefined>
  putEncryption(bucket: Bucket, rule: EncryptionRule): Promise<Refusal | undefined>
}

/** The calls for a person who undoes a change. The bot never deletes anything. */
export interface UndoCalls extends BucketCalls {
  deletePolicy(bucket: Bucket): Promise<Refusal | undefined>
  deleteEncryption(bucket: Bucket): Promise<Refusal | undefined>
}
