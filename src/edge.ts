import type { Bucket } from './core/bucket.ts'
import type { EncryptionRule } from './core/encryption/rule.ts'
import type { Refusal } from './core/failure.ts'
import type { Policy, PolicyDocument } from './core/policy/document.ts'
import type { Observed } from './core/posture.ts'
import type { Snapshot } from './core/record.ts'
import type { Step } from './core/step.ts'

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

export interface Edge {
  readonly s3: BucketCalls
  /** Writes down what is about to be replaced, so that it is known even if nothing after it happens. */
  intend(step: Step, before: Snapshot): void
  wait(milliseconds: number): Promise<void>
}
