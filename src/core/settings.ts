import type { ControlId } from './controls/ids.ts'

/** What the operator asks of every bucket. `config.ts` reads it from the environment. */
export interface Settings {
  /** The controls that are looked at. */
  readonly controls: readonly ControlId[]
  readonly modes: Readonly<Record<ControlId, Mode>>
  readonly defaultEncryption: DefaultEncryption
  /** The key for buckets that have none of their customer's yet, or one that is not allowed. */
  readonly kmsKeyArn: string | undefined
  /** Globs over the ARNs of the keys that default encryption may use; without one, it may use any. */
  readonly kmsKeysAllowed: readonly string[]
  /** Whether SSE-KMS must use an S3 Bucket Key. */
  readonly bucketKey: boolean
  /** What becomes of uploads under keys that the caller brings along. */
  readonly sseC: 'keep' | 'block'
  readonly uploadEncryption: UploadEncryption
  /** `canonical`: AWS's recommended statement must stand there literally, where AWS Config sees it. */
  readonly tlsStatement: 'any' | 'canonical'
  readonly minimumTls: MinimumTls | undefined
  readonly exemptBuckets: readonly BucketExemption[]
  /** Whether the tag `cooper:exempt` counts. */
  readonly exemptByTag: boolean
  /** What becomes of static websites, which speak HTTP only. */
  readonly websiteBuckets: 'exempt' | 'remediate'
  /** How often a control of a bucket may be mended within `flappingHours`, before Cooper holds still for as long. */
  readonly flappingLimit: number
  readonly flappingHours: number
}

export const MODES = ['remediate', 'report'] as const
export type Mode = (typeof MODES)[number]

export const DEFAULT_ENCRYPTIONS = ['sse-s3', 'sse-kms', 'dsse-kms'] as const
export type DefaultEncryption = (typeof DEFAULT_ENCRYPTIONS)[number]

export const UPLOAD_ENCRYPTIONS = ['any', 'matching', 'explicit'] as const
export type UploadEncryption = (typeof UPLOAD_ENCRYPTIONS)[number]

export const MINIMUM_TLS = ['1.2', '1.3'] as const
export type MinimumTls = (typeof MINIMUM_TLS)[number]

/** An entry of `EXEMPT_BUCKETS`. */
export interface BucketExemption {
  /** `undefined`: all of them. */
  readonly control: ControlId | undefined
  /** A glob over names of buckets. */
  readonly buckets: string
}
