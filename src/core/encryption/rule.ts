import type { DefaultEncryption } from './settings.ts'

/**
 * A default encryption rule in S3's own shape, so that what is read is what is written back.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionRule.html
 */
export interface EncryptionRule {
  readonly ApplyServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm: string
    readonly KMSMasterKeyID?: string
  }
  readonly BucketKeyEnabled?: boolean
  readonly BlockedEncryptionTypes?: { readonly EncryptionType?: readonly string[] }
}

/** The least that a bucket's default encryption must be. */
export interface EncryptionMinimum {
  readonly encryption: DefaultEncryption
  readonly keyArn: string | undefined
  readonly bucketKey: boolean
}

const ALGORITHMS = { 'sse-s3': 'AES256', 'sse-kms': 'aws:kms', 'dsse-kms': 'aws:kms:dsse' } as const
const NAMES = { AES256: 'SSE-S3', 'aws:kms': 'SSE-KMS', 'aws:kms:dsse': 'DSSE-KMS' } as const

type Algorithm = keyof typeof NAMES

const isAlgorithm = (text: string): text is Algorithm => Object.hasOwn(NAMES, text)

// `alias/aws/s3`, alone or at the end of an ARN, is the AWS managed key, and so is no key at all.
const isCustomerKey = (key: string | undefined) =>
  key !== undefined && key !== '' && !/(^|:)alias\/aws\/s3$/.test(key)

const strengthOf = (algorithm: Algorithm, key: string | undefined): number => {
  if (algorithm === 'AES256') return 1
  return (algorithm === 'aws:kms' ? 2 : 4) + (isCustomerKey(key) ? 1 : 0)
}

/** Whether a rule is as strong as asked; `undefined` for an algorithm that we do not know. */
export function isAtLeast(rule: EncryptionRule | undefined, minimum: EncryptionMinimum) {
  const current = rule?.ApplyServerSideEncryptionByDefault
  if (!current) return false
  if (!isAlgorithm(current.SSEAlgorithm)) return undefined
  const required = strengthOf(ALGORITHMS[minimum.encryption], minimum.keyArn)
  return strengthOf(current.SSEAlgorithm, current.KMSMasterKeyID) >= required
}

/** The rule with only what falls short changed: a present customer key stays, and so do all other fields. */
export function strengthen(
  rule: EncryptionRule | undefined,
  minimum: EncryptionMinimum,
): EncryptionRule {
  if (rule && isAtLeast(rule, minimum) !== false) return rule
  const current = rule?.ApplyServerSideEncryptionByDefault
  const algorithm = ALGORITHMS[minimum.encryption]
  const present = current?.KMSMasterKeyID
  const key = isCustomerKey(present) ? present : (minimum.keyArn ?? present)
  return {
    ...rule,
    ApplyServerSideEncryptionByDefault: {
      ...current,
      SSEAlgorithm: algorithm,
      ...(algorithm !== 'AES256' && key !== undefined && { KMSMasterKeyID: key }),
    },
    ...bucketKeyFor(algorithm, rule, minimum),
  }
}

// DSSE-KMS has no bucket keys. Elsewhere one that is on stays on.
function bucketKeyFor(
  algorithm: Algorithm,
  rule: EncryptionRule | undefined,
  { bucketKey }: EncryptionMinimum,
) {
  if (algorithm === 'aws:kms:dsse') return { BucketKeyEnabled: false }
  return algorithm === 'aws:kms' && bucketKey && !rule?.BucketKeyEnabled
    ? { BucketKeyEnabled: true }
    : {}
}

/** A rule in the words of S3's console: `SSE-KMS with key arn:…`. */
export function describeRule(rule: EncryptionRule | undefined): string {
  const current = rule?.ApplyServerSideEncryptionByDefault
  if (!current) return 'none'
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = current
  if (!isAlgorithm(algorithm) || algorithm === 'AES256') return nameOfAlgorithm(algorithm)
  const owner = isCustomerKey(key) ? `key ${key}` : 'the AWS managed key'
  return `${nameOfAlgorithm(algorithm)} with ${owner}`
}

const nameOfAlgorithm = (algorithm: string) =>
  isAlgorithm(algorithm) ? NAMES[algorithm] : algorithm

export const nameOf = (encryption: DefaultEncryption): string => NAMES[ALGORITHMS[encryption]]
