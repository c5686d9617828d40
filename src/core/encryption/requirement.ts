import type { BucketPlace } from '../bucket.ts'
import { type EncryptionMinimum, raise } from './minimum.ts'
import { blocksSseC, type EncryptionRule } from './rule.ts'

/** All that the controls require of a bucket's rule, so that one put suffices. */
export interface EncryptionRequirement {
  readonly minimum?: EncryptionMinimum
  readonly bucketKey?: true
  readonly blockSseC?: true
}

/** Changes only what does not meet the requirement. Returns the same object where nothing changes. */
export function strengthen(
  rule: EncryptionRule | undefined,
  { minimum, bucketKey, blockSseC }: EncryptionRequirement,
  place: BucketPlace,
): EncryptionRule | undefined {
  const raised = minimum ? raise(rule, minimum, place) : rule
  const keyed = bucketKey && lacksBucketKey(raised) ? { ...raised, BucketKeyEnabled: true } : raised
  return blockSseC && !blocksSseC(keyed) ? withBlock(keyed) : keyed
}

/** Only SSE-KMS supports bucket keys: SSE-S3 does not call KMS, and DSSE-KMS does not support them. */
export const lacksBucketKey = (rule: EncryptionRule | undefined): boolean =>
  rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm === 'aws:kms' && !rule.BucketKeyEnabled

// Only emulators have a rule without a default: use the default of S3.
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
