/** What the operator asks of every bucket. `config.ts` reads it from the environment. */
export interface Settings {
  readonly mode: 'remediate' | 'report'
  readonly defaultEncryption: DefaultEncryption
  /** The key for buckets that have none of their customer's yet. */
  readonly kmsKeyArn: string | undefined
  /** Whether an SSE-KMS rule that Cooper writes uses an S3 Bucket Key. */
  readonly bucketKey: boolean
}

export const DEFAULT_ENCRYPTIONS = ['sse-s3', 'sse-kms', 'dsse-kms'] as const

export type DefaultEncryption = (typeof DEFAULT_ENCRYPTIONS)[number]
