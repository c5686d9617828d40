import { whoNeedsObjectContext } from '../assessment/users/encryption-context.ts'
import { lacksBucketKey } from '../encryption/requirement.ts'
import { describeDefault } from '../encryption/rule.ts'
import { compliant, NOT_REQUIRED, nonCompliant, unknown } from '../finding.ts'
import type { Control } from './control.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html */
export const bucketKey: Control = {
  id: 'bucket-key',
  title: 'Uses an S3 Bucket Key with SSE-KMS',
  why: 'Without an S3 Bucket Key every request for an object calls KMS, which costs money and counts towards the request quota of KMS.',
  ifItBreaks: () =>
    'With an S3 Bucket Key the encryption context is the ARN of the bucket instead of the object. Change key policies and grants that name the context to the ARN of the bucket.',
  mapping: () => ({
    securityHub: [],
    config: [],
    cis: [],
    pciDss: [],
    nist: [],
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
  }),
  ownSids: [],
  evaluate({ encryption }, settings) {
    if (!settings.bucketKey) return NOT_REQUIRED
    if (!encryption.known) return unknown(encryption.reason)
    const current = `Default encryption is ${describeDefault(encryption.value)}`
    return lacksBucketKey(encryption.value)
      ? nonCompliant(`${current}, without a bucket key`)
      : compliant(current)
  },
  shutsOut: whoNeedsObjectContext,
  remedy: () => ({ encryption: { bucketKey: true } }),
}
