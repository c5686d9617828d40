import type { Bucket } from '../core/bucket.ts'
import type { AclUser, Tags } from '../core/bucket-calls.ts'
import type { TemplateLanguage, TemplatePlace } from '../core/check/template-report.ts'
import type { EncryptionRule } from '../core/encryption/rule.ts'
import type { PolicyDocument } from '../core/policy/document.ts'

/**
 * A value that a template leaves open: each way in which it may turn out. Only what all readings have in common is decided.
 * A single reading: the value is known.
 */
export interface Open<T> {
  readonly readings: readonly [T, ...T[]]
  /** What makes them differ, such as `PolicyDocument.Statement[0].Effect: the parameter "Effect" has no default`. */
  readonly because: readonly string[]
}

/** A bucket as a template declares it. */
export interface DeclaredBucket {
  readonly language: TemplateLanguage
  /** The name is a placeholder, which no other bucket has, where the template gives none. */
  readonly bucket: Bucket
  readonly isNamed: boolean
  readonly place: TemplatePlace
  readonly encryption: Open<EncryptionRule | undefined>
  readonly encryptionPlace?: TemplatePlace
  readonly website: Open<boolean>
  readonly tags: Open<Tags>
  readonly acl: Open<readonly AclUser[]>
}

/** A bucket policy as a template declares it. */
export interface DeclaredPolicy {
  readonly place: TemplatePlace
  /** The name of the bucket, or its placeholder. `undefined`: not known. */
  readonly bucketName: string | undefined
  readonly document: Open<PolicyDocument>
}

/** What the readers of the languages find in a file. */
export interface Declarations {
  readonly buckets: readonly DeclaredBucket[]
  readonly policies: readonly DeclaredPolicy[]
  /** What people should know about the file, in sentences. */
  readonly notes: readonly string[]
}
