import { ListBucketsCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { regionOfLocation } from '../../core/bucket.ts'
import { answerCode, cooperError } from '../../core/cooper-error.ts'
import { remedyForInvalidRequest } from '../../core/failures/invalid-request.ts'
import type { BucketPage } from '../../core/sweep/sweep.ts'
import { printableMessage } from '../answer.ts'

export interface ListedBucket {
  readonly name: string
  /** Absent where S3 does not return it, as with emulators. */
  readonly region: string | undefined
}

interface ListInput {
  /** Only buckets of this region. The request must go to that region. */
  readonly region: string | undefined
  /** The continuation token. `undefined`: start at the beginning. */
  readonly token: string | undefined
  readonly most: number
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
async function listPage(client: S3Client, { region, token, most }: ListInput) {
  const { Buckets = [], ContinuationToken } = await client.send(
    new ListBucketsCommand({
      MaxBuckets: most,
      BucketRegion: region,
      ContinuationToken: token,
    }),
  )
  const buckets = Buckets.flatMap(({ Name, BucketRegion = region }): readonly ListedBucket[] =>
    Name ? [{ name: Name, region: BucketRegion && regionOfLocation(BucketRegion) }] : [],
  )
  return { buckets, next: ContinuationToken || undefined }
}

const MOST_A_PAGE = 1000

/** The buckets of the account, page by page: of one region, or all. */
export async function* listBuckets(
  client: S3Client,
  region: string | undefined,
): AsyncGenerator<{ readonly buckets: readonly ListedBucket[]; readonly isLast: boolean }> {
  let token: string | undefined
  do {
    const input = { region, token, most: MOST_A_PAGE }
    const { buckets, next } = await listPage(client, input).catch((cause: unknown) => {
      const isDenied = answerCode(cause) === 'AccessDenied'
      throw listError(cause, isDenied ? '. Allow s3:ListAllMyBuckets, or name buckets' : '')
    })
    token = next
    yield { buckets, isLast: token === undefined }
  } while (token !== undefined)
}

/** A page of the account's buckets in a region. `undefined`: S3 does not accept the token. */
export async function listBucketPage(
  client: S3Client,
  region: string,
  token: string | undefined,
  most: number,
): Promise<BucketPage | undefined> {
  try {
    const { buckets, next } = await listPage(client, { region, token, most })
    // Emulators and older partitions may ignore the filter.
    const here = buckets.filter((bucket) => bucket.region === region)
    return { names: here.map(({ name }) => name), next }
  } catch (error) {
    if (token !== undefined && isAboutToken(error)) return undefined
    throw listError(error)
  }
}

function listError(cause: unknown, hint = '') {
  const code = answerCode(cause)
  const remedy = remedyForInvalidRequest(code)
  const text = `Cannot list the buckets: ${printableMessage(cause)}${remedy ? `. ${remedy}` : hint}`
  return cooperError(code, text, { cause })
}

// AWS does not document how long a token is valid, and the error for an old one. All other parameters are constant.
const ABOUT_TOKEN = ['InvalidArgument', 'InvalidRequest', 'InvalidContinuationToken']

const isAboutToken = (error: unknown) =>
  error instanceof S3ServiceException && ABOUT_TOKEN.includes(error.name)
