import { type BucketPlace, placeOf } from '../bucket.ts'
import { characters, glob, matches } from '../glob.ts'

// `alias/aws/s3`, alone or at the end of an ARN, is the AWS managed key. A rule without a key uses it too.
export const isCustomerManagedKey = (key: string | undefined): key is string =>
  key !== undefined && key !== '' && !/(^|:)alias\/aws\/s3$/.test(key)

/** S3 looks up an alias in the account of the uploader, and it may point to another key later. */
export const isAlias = (key: string): boolean => /^(arn:[^/]*:)?alias\//.test(key)

/** The ARN of the key. S3 looks up a key id in the account of the caller and the region of the bucket. */
export const arnOfKey = (key: string, { account, region, partition }: BucketPlace): string =>
  key.startsWith('arn:') ? key : `arn:${partition}:kms:${region}:${account}:key/${key}`

/** Whether S3 can use the key for a bucket: it must be in the bucket's region. A key id and a bare alias always are. */
export function isKeyInReach(key: string, { region, partition }: BucketPlace): boolean {
  if (!key.startsWith('arn:')) return true
  const home = placeOf(key)
  return home.region === region && home.partition === partition
}

/** Whether a key is allowed. `undefined` where an alias hides the key. */
export function isAllowedKey(
  key: string | undefined,
  allowed: readonly string[],
  place: BucketPlace,
): boolean | undefined {
  if (allowed.length === 0) return true
  if (!isCustomerManagedKey(key)) return false
  if (isAlias(key)) return undefined
  const arn = characters(arnOfKey(key, place))
  return allowed.some((pattern) => matches(glob(pattern), arn))
}
