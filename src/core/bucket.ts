export interface Bucket {
  readonly name: string
  /** The account that owns the bucket. */
  readonly account: string
  readonly region: string
  readonly partition: string
}

export const bucketArn = ({ partition, name }: Pick<Bucket, 'partition' | 'name'>): string =>
  `arn:${partition}:s3:::${name}`

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

/** The region that a `LocationConstraint` means: none is us-east-1, and `EU` is the old name of eu-west-1. */
export const regionOfLocation = (constraint: string | undefined): string => {
  if (!constraint) return 'us-east-1'
  return constraint === 'EU' ? 'eu-west-1' : constraint
}

/** S3 Express buckets are another service: no bucket policy for TLS, other calls. */
export const isDirectoryBucket = (name: string): boolean => name.endsWith('--x-s3')
