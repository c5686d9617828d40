import type { Bucket } from '../core/bucket.ts'
import type { AclUser, Observed, Tags } from '../core/bucket-calls.ts'
import type { TemplateLanguage, TemplatePlace } from '../core/check/template-report.ts'
import type { EncryptionRule } from '../core/encryption/rule.ts'
import type { Json } from '../core/policy/document.ts'
import type { Choose } from './readings/explore.ts'

/**
 * A bucket as a template declares it. What the template leaves open is chosen: the check reads the bucket once for each
 * way in which it may turn out.
 */
export interface DeclaredBucket {
  readonly language: TemplateLanguage
  readonly place: TemplatePlace
  /** Where a person would change the encryption. Absent: at the bucket. */
  readonly encryptionPlace?: TemplatePlace
  /** `undefined`: in this reading there is no such bucket. */
  readonly read: (choose: Choose) => BucketReading | undefined
}

/** One way in which a declared bucket may turn out. */
export interface BucketReading {
  /** The name may contain symbols. It is a placeholder, which no other bucket has, where the template gives none. */
  readonly bucket: Bucket
  readonly isNamed: boolean
  /** Its texts may contain symbols. `undefined`: the template does not say, so the rule is the one of a new bucket. */
  readonly encryption: EncryptionRule | undefined
  readonly website: Observed<boolean>
  readonly tags: Observed<Tags>
  readonly acl: Observed<readonly AclUser[]>
  /** Whether Block Public Access refuses a public policy. */
  readonly refusesPublicPolicies: boolean
}

/** A bucket policy as a template declares it. */
export interface DeclaredPolicy {
  readonly place: TemplatePlace
  /** The path of the document in the template, such as `Resources.P.Properties.PolicyDocument`. */
  readonly path: string
  /** The name of its bucket, as `BucketReading.bucket` has it. May contain symbols. */
  readonly bucketName: (choose: Choose) => string
  /**
   * The document. May contain symbols, also in place of the whole, of a statement or of a part of one. `undefined`: in
   * this reading there is no such policy.
   */
  readonly read: (choose: Choose) => Json | undefined
}

/** What the readers of the languages find in a file. */
export interface Declarations {
  readonly buckets: readonly DeclaredBucket[]
  readonly policies: readonly DeclaredPolicy[]
  /** What people should know about the file, in sentences. */
  readonly notes: readonly string[]
  /** Why nothing is decided about the buckets of the file, such as a macro that may change them. */
  readonly undecided?: string
}

/** A file with a template. */
export interface TemplateFile {
  readonly file: string
  readonly text: string
}

/** What a person says about the deployment of a template. */
export interface TemplateOptions {
  /** Values of parameters, and of pseudo parameters such as `AWS::StackName`, by name. */
  readonly params: Readonly<Record<string, string>>
  readonly region: string | undefined
  readonly account: string | undefined
}
