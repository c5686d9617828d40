import type { EncryptionRule } from '../../../../src/core/encryption/rule.ts'
import { isOfCustomer } from './starts.ts'

type Rule = EncryptionRule | undefined

/** What a rule comes to. Absent flags are off. */
export const standing = (rule: Rule) => ({
  algorithm: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'none',
  key: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
  bucketKey: rule?.BucketKeyEnabled ?? false,
  blocked: rule?.BlockedEncryptionTypes?.EncryptionType?.join(),
})

/** All but that. */
export function restOf(rule: EncryptionRule) {
  const {
    ApplyServerSideEncryptionByDefault,
    BucketKeyEnabled: _flag,
    BlockedEncryptionTypes: _blocked,
    ...outer
  } = rule
  const {
    SSEAlgorithm: _algorithm,
    KMSMasterKeyID: _key,
    ...inner
  } = {
    SSEAlgorithm: '',
    ...ApplyServerSideEncryptionByDefault,
  }
  return { outer, inner }
}

const STRENGTH = [
  'none',
  'AES256',
  'aws:kms, key of AWS',
  'aws:kms, key of the customer',
  'aws:kms:dsse, key of AWS',
  'aws:kms:dsse, key of the customer',
]

function strengthOf(rule: Rule): number {
  const { algorithm, key } = standing(rule)
  if (!algorithm.startsWith('aws:kms')) return STRENGTH.indexOf(algorithm)
  return STRENGTH.indexOf(`${algorithm}, key of ${isOfCustomer(key) ? 'the customer' : 'AWS'}`)
}

/** What a bucket had before and has no more. */
export function losses(before: Rule, after: Rule): readonly string[] {
  const [then, now] = [standing(before), standing(after)]
  const lost = {
    strength: strengthOf(after) < strengthOf(before),
    "a customer's key": isOfCustomer(then.key) && !isOfCustomer(now.key),
    'the bucket key': then.bucketKey && !now.bucketKey && now.algorithm !== 'aws:kms:dsse',
    'the block of SSE-C': then.blocked === 'SSE-C' && now.blocked !== 'SSE-C',
  }
  return Object.entries(lost).flatMap(([what, isLost]) => (isLost ? [what] : []))
}
