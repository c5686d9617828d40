import { ListBucketsCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import type { BucketPage } from '../../core/sweep/sweep.ts'

/**
 * A page of the account's buckets in a region. `undefined`: S3 does not take the token.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export async function listBucketPage(
  client: S3Client,
  region: string,
  token: string | undefined,
  most: number,
): Promise<BucketPage | undefined> {
  try {
    const { Buckets = [], ContinuationToken } = await client.send(
      new ListBucketsCommand({
        MaxBuckets: most,
        BucketRegion: region,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    )
    // Emulators and older partitions may not know the filter.
    const here = Buckets.filter(({ BucketRegion = region }) => BucketRegion === region)
    return { names: here.flatMap(({ Name }) => Name ?? []), next: ContinuationToken || undefined }
  } catch (error) {
    if (token !== undefined && isAboutToken(error)) return undefined
    throw Object.assign(
      new Error(`Cannot list the buckets: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      }),
      { code: error instanceof Error ? error.name : 'Unknown' },
    )
  }
}

// How long a token lives, and what S3 says of an old one, is not documented. All else that is asked for is constant.
const ABOUT_TOKEN = ['InvalidArgument', 'InvalidRequest', 'InvalidContinuationToken']

const isAboutToken = (error: unknown) =>
  error instanceof S3ServiceException && ABOUT_TOKEN.includes(error.name)
