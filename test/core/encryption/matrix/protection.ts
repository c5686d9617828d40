import type { EncryptionRule } from '../../../../src/core/encryption/rule.ts'
import { isOfCustomer } from './starts.ts'

type Rule = EncryptionRule | undefined

/** The effect of a rule. Missing flags are off. */
export const protectionOf = (rule: Rule) => ({
  algorithm: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'none',
  key: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
  bucketKey: rule?.BucketKeyEnabled ?? false,
  blocked: rule?.BlockedEncryptionTypes?.EncryptionType?.join(),
})

/** Everything else in a rule. */
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
  'aws:kms, AWS managed key',
  'aws:kms, customer managed key',
  'aws:kms:dsse, AWS managed key',
  'aws:kms:dsse, customer managed key',
]

function strengthOf(rule: Rule): number {
  const { algorithm, key } = protectionOf(rule)
  if (!algorithm.startsWith('aws:kms')) return STRENGTH.indexOf(algorithm)
  return STRENGTH.indexOf(`${algorithm}, ${isOfCustomer(key) ? 'customer' : 'AWS'} managed key`)
}

/** The protection that a bucket had before and no longer has. */
export function losses(before: Rule, after: Rule): readonly string[] {
  const [then, now] = [protectionOf(before), protectionOf(after)]
  const lost = {
    strength: strengthOf(after) < strengthOf(before),
    'a customer managed key': isOfCustomer(then.key) && !isOfCustomer(now.key),
    'the bucket key': then.bucketKey && !now.bucketKey && now.algorithm !== 'aws:kms:dsse',
    'the block of SSE-C': then.blocked === 'SSE-C' && now.blocked !== 'SSE-C',
  }
  return Object.entries(lost).flatMap(([what, isLost]) => (isLost ? [what] : []))
}
