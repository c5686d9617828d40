/**
 * The regions of S3 by partition, as of November 2026. Every region is in exactly one partition:
 * https://docs.aws.amazon.com/general/latest/gr/s3.html and
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 * AWS's SDK also knows `me-west-1` and `sa-west-1`, which no page lists for S3. A region that is missing here is in no
 * counterexample.
 */
const REGIONS: Readonly<Record<string, string>> = {
  aws: `eu-central-1 us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2
    ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5
    ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2
    eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1`,
  'aws-cn': 'cn-north-1 cn-northwest-1',
  'aws-us-gov': 'us-gov-west-1 us-gov-east-1',
  'aws-eusc': 'eusc-de-east-1',
}

/** `undefined` for a partition whose regions AWS does not list publicly. */
export const regionsOf = (partition: string): readonly string[] | undefined =>
  REGIONS[partition]?.split(/\s+/)
