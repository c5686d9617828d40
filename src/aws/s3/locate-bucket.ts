import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import { printableMessage } from '../answer.ts'

const REGION = 'x-amz-bucket-region'

/**
 * The region of a bucket, by one request in its likely region. S3 returns it even where access is denied. `undefined`: S3
 * did not return it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
export async function locateBucket(client: S3Client, name: string): Promise<string | undefined> {
  try {
    const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket: name }))
    return BucketRegion
  } catch (cause) {
    const { status, region } = answerOf(cause)
    if (status === 404) throw new Error(`Cannot check bucket "${name}": there is no such bucket`)
    if (status === 403 || status === 405) return region
    throw new Error(`Cannot find bucket "${name}": ${printableMessage(cause)}`, { cause })
  }
}

function answerOf(error: unknown) {
  const response: unknown = error instanceof Error && '$response' in error && error.$response
  const { statusCode, headers } = (response || {}) as {
    readonly statusCode?: number
    readonly headers?: Readonly<Record<string, string>>
  }
  return { status: statusCode, region: headers?.[REGION] }
}
