import type { ControlId } from './controls/ids.ts'
import type { KeyPolicy } from './encryption/key-policy.ts'

/** What the operator requires of every bucket. `config.ts` reads it from the environment. */
export interface Settings {
  /** The controls that Cooper checks. */
  readonly controls: readonly ControlId[]
  readonly modes: Readonly<Record<ControlId, Mode>>
  /** For how many days Cooper announces a fix of a bucket that is older than a day. */
  readonly graceDays: Readonly<Record<ControlId, number>>
  /** How many days of access logs are judged before a change of a policy that is due. 0: none. */
  readonly quietDays: number
  /** How often such a change is postponed by a week, where it would hit somebody. */
  readonly graceExtensions: number
  /** What happens where it would still hit somebody after that. */
  readonly graceAtEnd: AfterReview
  /** What happens where there are no access logs of all these days. */
  readonly withoutLogs: AfterReview
  /** For how many days Cooper looks whether a change that requires TLS makes S3 refuse requests. 0: none. */
  readonly watchDays: number
  readonly defaultEncryption: DefaultEncryption
  /** The key for buckets without a customer managed key, or with one that is not allowed. */
  readonly kmsKeyArn: string | undefined
  /** Whether Cooper reads the policy of `kmsKeyArn` before it puts the key on buckets. */
  readonly kmsPreflight: boolean
  /** The policy of `kmsKeyArn`, if it was read. */
  readonly keyPolicy?: KeyPolicy
  /** Globs over the ARNs of the keys that default encryption may use. Without one, it may use every key. */
  readonly kmsKeysAllowed: readonly string[]
  /** Whether SSE-KMS must use an S3 Bucket Key. */
  readonly bucketKey: boolean
  /** Whether Cooper blocks uploads with customer-provided keys (SSE-C). `undefined`: not set, which is not `keep`. */
  readonly sseC: SseC | undefined
  /** `undefined`: not set, which is not `any`. */
  readonly uploadEncryption: UploadEncryption | undefined
  /** `canonical`: the policy must contain AWS's recommended statement literally, so that AWS Config finds it. */
  readonly tlsStatement: 'any' | 'canonical'
  /** `undefined`: not set, which is not `none`. */
  readonly minimumTls: MinimumTls | undefined
  /** What happens to Cooper's own statements that a setting no longer requires. The bot removes them. */
  readonly obsoleteStatements: 'remove' | 'keep'
  /** The bucket of Cooper's own journal, which Cooper leaves alone. */
  readonly journalBucket: string | undefined
  readonly exemptBuckets: readonly BucketExemption[]
  /** Whether the tag `cooper:exempt` exempts a bucket. */
  readonly exemptByTag: boolean
  /** Whether Cooper exempts static websites, whose endpoints serve HTTP only. */
  readonly websiteBuckets: 'exempt' | 'remediate'
  /** What the controls over TLS do with a bucket that anyone may read and that is no website. */
  readonly publicBuckets: PublicBuckets
  /** How often Cooper remediates a control of a bucket within `flappingHours` before it stops for as many hours. */
  readonly flappingLimit: number
  readonly flappingHours: number
  /** How long no policy is created on a bucket whose deployment may not be finished, where no stack says when it is. */
  readonly settleMinutes: number
}

/** Whether Cooper notifies people of a fix before it is made: on a day, or after a person's approval. */
export const announces = ({ modes, graceDays, publicBuckets }: Settings): boolean =>
  Object.values(modes).includes('propose') ||
  Object.values(graceDays).some((days) => days > 0) ||
  publicBuckets === 'grace'

/** `propose`: Cooper proposes the steps, and a person approves or rejects them. */
export const MODES = ['remediate', 'report', 'propose'] as const
export type Mode = (typeof MODES)[number]

export const DEFAULT_ENCRYPTIONS = ['sse-s3', 'sse-kms', 'dsse-kms'] as const
export type DefaultEncryption = (typeof DEFAULT_ENCRYPTIONS)[number]

export const SSE_C = ['keep', 'block'] as const
export type SseC = (typeof SSE_C)[number]

export const UPLOAD_ENCRYPTIONS = ['any', 'matching', 'explicit'] as const
export type UploadEncryption = (typeof UPLOAD_ENCRYPTIONS)[number]

export const TLS_VERSIONS = ['1.2', '1.3'] as const
export type TlsVersion = (typeof TLS_VERSIONS)[number]

export const MINIMUM_TLS = ['none', ...TLS_VERSIONS] as const
export type MinimumTls = (typeof MINIMUM_TLS)[number]

export const AFTER_REVIEW = ['remediate', 'report'] as const
export type AfterReview = (typeof AFTER_REVIEW)[number]

/** `grace`: as `remediate`, but people are notified some days before. */
export const PUBLIC_BUCKETS = ['exempt', 'grace', 'remediate'] as const
export type PublicBuckets = (typeof PUBLIC_BUCKETS)[number]

/** An entry of `EXEMPT_BUCKETS`. */
export interface BucketExemption {
  /** `undefined`: all controls. */
  readonly control: ControlId | undefined
  /** A glob over bucket names. */
  readonly buckets: string
}
