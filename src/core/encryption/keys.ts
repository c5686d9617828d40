import type { Bucket } from '../bucket.ts'
import { characters, glob, matches } from '../glob.ts'

// `alias/aws/s3`, alone or at the end of an ARN, is the AWS managed key, and so is no key at all.
export const isCustomerManagedKey = (key: string | undefined): key is string =>
  key !== undefined && key !== '' && !/(^|:)alias\/aws\/s3$/.test(key)

/** An alias stands for one key in the account of whoever uploads, and maybe for another one tomorrow. */
export const isAlias = (key: string): boolean => /^(arn:[^/]*:)?alias\//.test(key)

export type KeyPlace = Pick<Bucket, 'account' | 'region' | 'partition'>

/** The key's ARN. S3 takes a bare id for a key of the caller's account and of the bucket's region. */
export const arnOfKey = (key: string, { account, region, partition }: KeyPlace): string =>
  key.startsWith('arn:') ? key : `arn:${partition}:kms:${region}:${account}:key/${key}`

/** Whether a key is among those allowed; `undefined` where an alias hides which key it is. */
export function isAllowedKey(
  key: string | undefined,
  allowed: readonly string[],
  place: KeyPlace,
): boolean | undefined {
  if (allowed.length === 0) return true
  if (!isCustomerManagedKey(key)) return false
  if (isAlias(key)) return undefined
  const arn = characters(arnOfKey(key, place))
  return allowed.some((pattern) => matches(glob(pattern), arn))
}
