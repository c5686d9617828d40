import {
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { Bucket } from '../../core/bucket.ts'
import { answerCode, cooperError, statusOf } from '../../core/cooper-error.ts'
import type { ListedObject, ObjectHeaders } from '../../core/objects/object-class.ts'
import { printableMessage } from '../answer.ts'

/** What HeadObject says of an object. A text: why it is not known. `undefined`: it was deleted since it was listed. */
export type HeadAnswer = ObjectHeaders | string | undefined

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export async function headObject(
  client: S3Client,
  { name, account }: Bucket,
  { key, versionId }: Pick<ListedObject, 'key' | 'versionId'>,
): Promise<HeadAnswer> {
  const input = { Bucket: name, Key: key, VersionId: versionId, ExpectedBucketOwner: account }
  try {
    return await client.send(new HeadObjectCommand(input))
  } catch (error) {
    const status = statusOf(error)
    if (status === 404) return undefined
    // S3 answers no HEAD of an object with SSE-C without its key.
    if (status === 400) return { SSECustomerAlgorithm: 'AES256' }
    if (status === 403) return 'HeadObject was denied. Allow s3:GetObject'
    throw error
  }
}

/** The objects of a bucket in the order of their keys, or with `versions` all versions, without delete markers. */
export async function* listObjects(
  client: S3Client,
  { name, account }: Bucket,
  { prefix, versions }: { readonly prefix: string; readonly versions: boolean },
): AsyncGenerator<readonly ListedObject[]> {
  // Without this encoding, a key with a control character would break the XML of the answer.
  const input = {
    Bucket: name,
    Prefix: prefix,
    EncodingType: 'url',
    ExpectedBucketOwner: account,
  } as const
  let next: Record<string, string | undefined> | undefined = {}
  while (next) {
    const page = versions
      ? await client
          .send(new ListObjectVersionsCommand({ ...input, ...next }))
          .catch(failing(name, 's3:ListBucketVersions'))
      : await client
          .send(new ListObjectsV2Command({ ...input, ...next }))
          .catch(failing(name, 's3:ListBucket'))
    yield objectsIn('Versions' in page ? page.Versions : 'Contents' in page ? page.Contents : [])
    next = nextOf(page)
  }
}

interface PageEntry {
  readonly Key?: string | undefined
  readonly Size?: number | undefined
  readonly VersionId?: string | undefined
}

const objectsIn = (entries: readonly PageEntry[] | undefined = []): readonly ListedObject[] =>
  entries.flatMap(({ Key, Size = 0, VersionId }) =>
    Key === undefined
      ? []
      : [
          {
            key: decodeKey(Key),
            size: Size,
            ...(VersionId !== undefined && { versionId: VersionId }),
          },
        ],
  )

/** The form of `application/x-www-form-urlencoded`, in which a space is a plus sign. */
export const decodeKey = (text: string): string => decodeURIComponent(text.replaceAll('+', '%20'))

interface PageEnd {
  readonly IsTruncated?: boolean | undefined
  readonly NextContinuationToken?: string | undefined
  readonly NextKeyMarker?: string | undefined
  readonly NextVersionIdMarker?: string | undefined
}

function nextOf({ IsTruncated, NextContinuationToken: token, ...markers }: PageEnd) {
  if (!IsTruncated) return undefined
  if (token !== undefined) return { ContinuationToken: token }
  const { NextKeyMarker: key, NextVersionIdMarker: version } = markers
  return key === undefined
    ? undefined
    : { KeyMarker: decodeKey(key), ...(version && { VersionIdMarker: version }) }
}

const failing =
  (bucket: string, permission: string) =>
  (cause: unknown): never => {
    const code = answerCode(cause)
    const hint = code === 'AccessDenied' ? `. Allow ${permission}` : ''
    throw cooperError(
      code,
      `Cannot list the objects of bucket "${bucket}": ${printableMessage(cause)}${hint}`,
      { cause },
    )
  }
