import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Bucket } from '../../core/bucket.ts'

/** The region whose list of buckets has the dates of their creation. In others, a date changes when the policy is edited. */
export const DIRECTORY_REGION = 'us-east-1'

/**
 * When a bucket was created, by a client of that region. `undefined`: not known, because the call was refused or failed, or
 * because the partition has no such region.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Bucket.html
 */
export async function readCreationDate(
  { name, partition }: Bucket,
  client: () => S3Client,
): Promise<Date | undefined> {
  if (partition !== 'aws') return undefined
  try {
    // Names are in order, so the bucket is the first one with its name as prefix.
    const { Buckets = [] } = await client().send(
      new ListBucketsCommand({ Prefix: name, MaxBuckets: 1 }),
    )
    return Buckets.find(({ Name }) => Name === name)?.CreationDate
  } catch {
    // What the history says then counts, so that no hold is lost.
    return undefined
  }
}
