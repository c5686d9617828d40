/** Where a bucket is. A fact of the function, or of S3's answer, never of an event. */
export interface BucketPlace {
  /** The account that owns the bucket. */
  readonly account: string
  readonly region: string
  readonly partition: string
}

export interface Bucket extends BucketPlace {
  readonly name: string
}

/** Keys of the journal have this part, which partitions an Athena table by account and bucket. */
export const partitionKeyOf = ({ account, name }: BucketKey): string =>
  `account=${account}/bucket=${name}`

export type BucketKey = Pick<Bucket, 'account' | 'name'>

const PARTITIONS: ReadonlyArray<readonly [regionPrefix: string, partition: string]> = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
]

export const partitionOf = (region: string): string =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws'

/** The host of path-style addresses: https://docs.aws.amazon.com/general/latest/gr/s3.html */
export const s3HostOf = ({ region, partition }: Pick<BucketPlace, 'region' | 'partition'>) =>
  `s3.${region}.${dnsSuffixOf(partition)}`

export const dnsSuffixOf = (partition: string): string => DNS_SUFFIXES[partition] ?? 'amazonaws.com'

const DNS_SUFFIXES: Readonly<Record<string, string>> = {
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
}

/** The partition and region of a resource, by its ARN. */
export function placeOf(arn: string) {
  const [, partition, , region] = arn.split(':')
  return { partition, region }
}

/** The name of the bucket with this ARN. `undefined` where it is not the ARN of a bucket. */
export const bucketOfArn = (arn: string | undefined): string | undefined =>
  /^arn:[a-z-]+:s3:::([^:/]+)$/.exec(arn ?? '')?.[1]

/** The region of a `LocationConstraint`. `EU` is the old name of eu-west-1. */
export const regionOfLocation = (constraint: string): string =>
  constraint === 'EU' ? 'eu-west-1' : constraint

/** Whether it is a directory bucket of S3 Express One Zone, which has other API calls and policies. */
export const isDirectoryBucket = (name: string): boolean => name.endsWith('--x-s3')

/** Names from before 2018 may be longer and contain capital letters: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const isBucketName = (name: string): boolean => /^[A-Za-z0-9._-]{3,255}$/.test(name)

/** Whether a text has the form of a region, such as `eu-central-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const isRegion = (name: string): boolean =>
  name.length <= 32 && /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(name)

export const isPartition = (name: string): boolean => /^aws(-[a-z]+)*$/.test(name)

export const isAccountId = (id: string): boolean => /^\d{12}$/.test(id)
