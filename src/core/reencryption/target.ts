import type { BucketPlace } from '../bucket.ts'
import { arnOfKey, isAlias, isCustomerManagedKey } from '../encryption/keys.ts'
import { describeDefault, type EncryptionRule } from '../encryption/rule.ts'
import { printable } from '../printable.ts'

/** The encryption that existing objects get: SSE-KMS with this key. */
export interface EncryptionTarget {
  /** The full ARN. UpdateObjectEncryption takes no id and no alias. */
  readonly keyArn: string
  readonly bucketKey: boolean
}

const KEY_ARN = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,128}$/

/**
 * The target of a bucket: its default encryption, or the key that a person names. A text says why there is none.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/update-sse-encryption.html
 */
export function targetOf(
  rule: EncryptionRule | undefined,
  named: string | undefined,
  place: BucketPlace,
): EncryptionTarget | string {
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: own } =
    rule?.ApplyServerSideEncryptionByDefault ?? {}
  const isKms = algorithm === 'aws:kms'
  const key = named ?? own
  if (named === undefined && !isKms) {
    return `The default encryption of the bucket is ${describeDefault(rule)}, and S3 updates objects to SSE-KMS only. ${NAME_ONE}`
  }
  if (!isCustomerManagedKey(key)) {
    return `S3 needs the ARN of a key, and the AWS managed key is not named by one here. ${NAME_ONE}`
  }
  if (isAlias(key)) return `${quoted(key)} is an alias, and S3 needs the ARN of a key. ${NAME_ONE}`
  const keyArn = arnOfKey(key, place)
  if (!KEY_ARN.test(keyArn)) return `${quoted(key)} is not the ARN of a KMS key. ${NAME_ONE}`
  const [, partition, , region, account] = keyArn.split(':')
  if (account !== place.account) {
    return `The key ${keyArn} is of the account ${account}, and S3 takes a key of the account that owns the bucket only: ${place.account}`
  }
  if (region !== place.region || partition !== place.partition) {
    return `The key ${keyArn} is in ${region}, and the bucket is in ${place.region}: name a key of that region with --key`
  }
  // A bucket key saves almost all requests to KMS, so it is on unless the bucket says otherwise.
  return { keyArn, bucketKey: isKms ? rule?.BucketKeyEnabled === true : true }
}

const NAME_ONE = 'Name a key with --key'

const quoted = (key: string) => JSON.stringify(printable(key, 300))

/** `SSE-KMS with key arn:… and a bucket key`. */
export const describeTarget = ({ keyArn, bucketKey }: EncryptionTarget): string =>
  `SSE-KMS with key ${keyArn}${bucketKey ? ' and a bucket key' : ', without a bucket key'}`
