import type { EncryptionRule } from '../core/encryption/rule.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-s3-c-encryption-setting-faq.html
const WITHOUT_BLOCK = ['me-south-1', 'me-central-1']

/** The default encryption that S3 gives a new bucket. */
export const newBucketEncryption = (region: string): EncryptionRule => ({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
  BucketKeyEnabled: false,
  ...(!WITHOUT_BLOCK.includes(region) && {
    BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
  }),
})
