import type { KeyPlace } from './keys.ts'
import { type EncryptionMinimum, raise } from './minimum.ts'
import { blocksSseC, type EncryptionRule } from './rule.ts'

/** What a bucket's rule must come to: all that the controls ask of it, so that one put does for them all. */
export interface EncryptionRequirement {
  readonly minimum?: EncryptionMinimum
  readonly bucketKey?: true
  readonly blockSseC?: true
}

/** The rule with only what falls short changed. The same object comes back where nothing does. */
export function strengthen(
  rule: EncryptionRule | undefined,
  { minimum, bucketKey, blockSseC }: EncryptionRequirement,
  place: KeyPlace,
): EncryptionRule | undefined {
  const raised = minimum ? raise(rule, minimum, place) : rule
  const keyed = bucketKey && lacksBucketKey(raised) ? { ...raised, BucketKeyEnabled: true } : raised
  return blockSseC && !blocksSseC(keyed) ? withBlock(keyed) : keyed
}

/** SSE-KMS only: SSE-S3 makes no calls of KMS, and DSSE-KMS has no bucket keys. */
export const lacksBucketKey = (rule: EncryptionRule | undefined): boolean =>
  rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm === 'aws:kms' && !rule.BucketKeyEnabled

// A rule without a default is what only emulators have: S3's own default goes with it.
function withBlock(rule: EncryptionRule | undefined): EncryptionRule {
  const others = rule?.BlockedEncryptionTypes?.EncryptionType ?? []
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    ...rule,
    BlockedEncryptionTypes: {
      EncryptionType: [...others.filter((type) => type !== 'NONE'), 'SSE-C'],
    },
  }
}
