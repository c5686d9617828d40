import { HeadBucketCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { answerCode, cooperError } from '../../core/cooper-error.ts'
import { printableMessage } from '../answer.ts'
import { regionInAnswer } from './region-in-answer.ts'

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
    const { httpStatusCode: status } = cause instanceof S3ServiceException ? cause.$metadata : {}
    if (status === 404) throw new Error(`Cannot find bucket "${name}": there is no such bucket`)
    const region = regionInAnswer(cause)
    if (region !== undefined || status === 403 || status === 405) return region
    throw cooperError(
      answerCode(cause),
      `Cannot find bucket "${name}": ${printableMessage(cause)}`,
      { cause },
    )
  }
}
