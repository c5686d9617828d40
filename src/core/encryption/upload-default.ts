import type { BucketPlace } from '../bucket.ts'
import { printable } from '../printable.ts'
import { arnOfKey, isAlias, isCustomerManagedKey } from './keys.ts'
import { type Algorithm, type EncryptionRule, isAlgorithm } from './rule.ts'

/** The encryption that S3 applies to an upload without encryption headers. */
export interface UploadDefault {
  readonly algorithm: Algorithm
  /** The values that a policy may see for an upload that names this key. Empty for SSE-S3 and the AWS managed key. */
  readonly keyNames: readonly string[]
}

// S3 stores any text as a key, and in a policy `*`, `?` and `${` have a special meaning.
const KEY = /^(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/)?[A-Za-z0-9-]{1,128}$/

/** Returns a text with the reason where the default is not clear. Without a rule S3 uses SSE-S3. */
export function uploadDefaultOf(
  rule: EncryptionRule | undefined,
  place: BucketPlace,
): UploadDefault | string {
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID: key } =
    rule?.ApplyServerSideEncryptionByDefault ?? {}
  if (!isAlgorithm(SSEAlgorithm))
    return `Cooper does not support the algorithm ${printable(SSEAlgorithm, 60)}`
  if (SSEAlgorithm === 'AES256') return { algorithm: SSEAlgorithm, keyNames: [] }
  // AWS does not document whether a policy sees the header or the key that S3 uses, so the value for the managed key is not known.
  if (!isCustomerManagedKey(key)) return { algorithm: SSEAlgorithm, keyNames: [] }
  if (isAlias(key)) {
    return 'The default encryption names its key by an alias, so Cooper cannot determine which key an upload may name: replace the alias by the ARN of the key'
  }
  if (!KEY.test(key)) return 'The default encryption names a key in a form that Cooper cannot read'
  const arn = arnOfKey(key, place)
  const id = arn.slice(arn.lastIndexOf('/') + 1)
  // S3 looks up a key id in the account of the caller, so it is the same key only there.
  const isOwn = arn === arnOfKey(id, place)
  return { algorithm: SSEAlgorithm, keyNames: isOwn ? [arn, id] : [arn] }
}
