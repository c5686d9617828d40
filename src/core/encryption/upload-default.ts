import { printable } from '../printable.ts'
import { arnOfKey, isAlias, isCustomerManagedKey, type KeyPlace } from './keys.ts'
import { type Algorithm, type EncryptionRule, isAlgorithm } from './rule.ts'

/** What S3 encrypts an upload with that names nothing itself. */
export interface UploadDefault {
  readonly algorithm: Algorithm
  /** What a policy may read where an upload names the same key. Empty: SSE-S3 has none, and the AWS managed key no name. */
  readonly keyNames: readonly string[]
}

// S3 stores any text as a key, and some texts mean more to a policy than they say.
const KEY = /^(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/)?[A-Za-z0-9-]{1,128}$/

/** A text where it can't be told, with the reason. No rule at all is SSE-S3, as S3 sees to itself. */
export function uploadDefaultOf(
  rule: EncryptionRule | undefined,
  place: KeyPlace,
): UploadDefault | string {
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID: key } =
    rule?.ApplyServerSideEncryptionByDefault ?? {}
  if (!isAlgorithm(SSEAlgorithm))
    return `Cooper does not know the algorithm ${printable(SSEAlgorithm, 60)}`
  if (SSEAlgorithm === 'AES256') return { algorithm: SSEAlgorithm, keyNames: [] }
  // Whether a policy reads the header or the key that S3 uses is not documented, and so not what the managed one is.
  if (!isCustomerManagedKey(key)) return { algorithm: SSEAlgorithm, keyNames: [] }
  if (isAlias(key)) {
    return 'The default encryption names its key by an alias, so Cooper can not tell which key an upload may name: put the ARN of the key there'
  }
  if (!KEY.test(key)) return 'The default encryption names a key that Cooper can not read'
  const arn = arnOfKey(key, place)
  const id = arn.slice(arn.lastIndexOf('/') + 1)
  // S3 takes a bare id for a key of the caller's account, so only there it is the same key.
  const isOwn = arn === arnOfKey(id, place)
  return { algorithm: SSEAlgorithm, keyNames: isOwn ? [arn, id] : [arn] }
}
