import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { answerCode, cooperError } from '../../core/cooper-error.ts'
import { printableMessage } from '../answer.ts'

/** The bytes of an object. Throws an error that names it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export async function readObject(
  client: S3Client,
  bucket: string,
  key: string,
): Promise<AsyncIterable<Uint8Array>> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return Body as AsyncIterable<Uint8Array>
  } catch (cause) {
    throw cannotRead(`s3://${bucket}/${key}`, cause)
  }
}

/** The key that is last in the order of keys, of those with a prefix and a suffix. */
export async function lastKey(
  client: S3Client,
  bucket: string,
  { prefix, suffix }: { readonly prefix: string; readonly suffix: string },
): Promise<string | undefined> {
  let last: string | undefined
  let token: string | undefined
  do {
    const input = { Bucket: bucket, Prefix: prefix, ContinuationToken: token }
    const page = await client.send(new ListObjectsV2Command(input)).catch((cause) => {
      throw cannotRead(`s3://${bucket}/${prefix}`, cause)
    })
    last = page.Contents?.findLast(({ Key }) => Key?.endsWith(suffix))?.Key ?? last
    token = page.NextContinuationToken || undefined
  } while (token !== undefined)
  return last
}

const cannotRead = (what: string, cause: unknown) =>
  cooperError(answerCode(cause), `Cannot read ${what}: ${printableMessage(cause)}`, { cause })
