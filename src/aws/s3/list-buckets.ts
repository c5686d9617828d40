import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3'
import { regionOfLocation } from '../../core/bucket.ts'
import { messageOf } from './s3-call.ts'

export interface ListedBucket {
  readonly name: string
  /** Absent where S3 does not tell: emulators don't. */
  readonly region: string | undefined
}

const PAGE = 1000

/**
 * The account's buckets, page by page: those of one region, or all. A filter by region is answered by that region only.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export async function* listBuckets(
  client: S3Client,
  region: string | undefined,
): AsyncGenerator<{ readonly buckets: readonly ListedBucket[]; readonly isLast: boolean }> {
  let ContinuationToken: string | undefined
  do {
    const page = await listPage(client, {
      MaxBuckets: PAGE,
      BucketRegion: region,
      ContinuationToken,
    })
    ContinuationToken = page.ContinuationToken
    const buckets = (page.Buckets ?? []).map(({ Name = '', BucketRegion = region }) => ({
      name: Name,
      region: BucketRegion && regionOfLocation(BucketRegion),
    }))
    yield { buckets, isLast: !ContinuationToken }
  } while (ContinuationToken)
}

async function listPage(client: S3Client, input: ListBucketsCommand['input']) {
  try {
    return await client.send(new ListBucketsCommand(input))
  } catch (cause) {
    const allow = /AccessDenied/.test(`${cause}`)
      ? '. Allow s3:ListAllMyBuckets, or name buckets'
      : ''
    throw new Error(`Cannot list the buckets: ${messageOf(cause)}${allow}`, { cause })
  }
}
