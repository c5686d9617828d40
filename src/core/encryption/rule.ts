import { printable } from '../printable.ts'
import type { DefaultEncryption } from '../settings.ts'
import { isCustomerManagedKey } from './keys.ts'

/**
 * A default encryption rule in the form of the S3 API, so that Cooper writes back what it has read.
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

export const ALGORITHMS = {
  'sse-s3': 'AES256',
  'sse-kms': 'aws:kms',
  'dsse-kms': 'aws:kms:dsse',
} as const

const ENCRYPTION_NAMES = {
  AES256: 'SSE-S3',
  'aws:kms': 'SSE-KMS',
  'aws:kms:dsse': 'DSSE-KMS',
} as const

export type Algorithm = keyof typeof ENCRYPTION_NAMES

export const isAlgorithm = (text: string): text is Algorithm =>
  Object.hasOwn(ENCRYPTION_NAMES, text)

export const encryptionName = (encryption: DefaultEncryption): string =>
  ENCRYPTION_NAMES[ALGORITHMS[encryption]]

/** Whether S3 refuses uploads with customer-provided keys (SSE-C). */
export const blocksSseC = (rule: EncryptionRule | undefined): boolean =>
  rule?.BlockedEncryptionTypes?.EncryptionType?.includes('SSE-C') ?? false

/** Whether two rules have the same effect. `null`: no rule. */
export const isSameRule = (one: EncryptionRule | null, other: EncryptionRule | null): boolean =>
  meaningOf(one) === meaningOf(other)

function meaningOf(rule: EncryptionRule | null): string {
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  const isKms = SSEAlgorithm !== 'AES256'
  const key = isKms && isCustomerManagedKey(KMSMasterKeyID) && KMSMasterKeyID
  const isKeyed = SSEAlgorithm === 'aws:kms' && rule?.BucketKeyEnabled === true
  return JSON.stringify([SSEAlgorithm, key, isKeyed, blocksSseC(rule ?? undefined)])
}

/** A rule in words, printable: `SSE-KMS with key arn:… and a bucket key, SSE-C blocked`. */
export function describeRule(rule: EncryptionRule | undefined): string {
  return `${describeDefault(rule)}${blocksSseC(rule) ? ', SSE-C blocked' : ''}`
}

/** The rule in words without the blocked types. */
export function describeDefault(rule: EncryptionRule | undefined): string {
  const current = rule?.ApplyServerSideEncryptionByDefault
  if (!current) return 'none'
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = current
  if (!isAlgorithm(algorithm) || algorithm === 'AES256') return nameOfAlgorithm(algorithm)
  const owner = isCustomerManagedKey(key) ? `key ${printable(key, 256)}` : 'the AWS managed key'
  const bucketKey = rule.BucketKeyEnabled ? ' and a bucket key' : ''
  return `${nameOfAlgorithm(algorithm)} with ${owner}${bucketKey}`
}

const nameOfAlgorithm = (algorithm: string) =>
  isAlgorithm(algorithm) ? ENCRYPTION_NAMES[algorithm] : printable(algorithm, 60)
