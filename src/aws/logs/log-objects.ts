import {
  GetBucketLoggingCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { LogLocation } from '../../core/access-log/log-location.ts'
import type { Bucket } from '../../core/bucket.ts'
import { answerCode, cooperError } from '../../core/cooper-error.ts'
import { printableMessage } from '../answer.ts'

/** Where the bucket's access logs go. `undefined`: nowhere. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
export async function findLogging(
  client: S3Client,
  { name, account }: Bucket,
): Promise<LogLocation | undefined> {
  const input = { Bucket: name, ExpectedBucketOwner: account }
  const { LoggingEnabled } = await client
    .send(new GetBucketLoggingCommand(input))
    .catch(failing(`read where the access logs of bucket "${name}" go`, 's3:GetBucketLogging'))
  if (!LoggingEnabled?.TargetBucket) return undefined
  const { TargetBucket, TargetPrefix = '', TargetObjectKeyFormat: format } = LoggingEnabled
  return {
    bucket: TargetBucket,
    prefix: TargetPrefix,
    format: format?.PartitionedPrefix ? 'partitioned' : 'simple',
  }
}

/** The keys that begin with a prefix, in their order. */
export async function* listKeys(
  client: S3Client,
  bucket: string,
  prefix: string,
  most = 1000,
): AsyncGenerator<string> {
  let token: string | undefined
  do {
    const input = { Bucket: bucket, Prefix: prefix, ContinuationToken: token, MaxKeys: most }
    const { Contents = [], NextContinuationToken } = await client
      .send(new ListObjectsV2Command(input))
      .catch(failing(`list the access logs in bucket "${bucket}"`, 's3:ListBucket'))
    yield* Contents.flatMap(({ Key }) => Key ?? [])
    token = NextContinuationToken || undefined
  } while (token !== undefined)
}

/** The bytes of an object. `undefined`: it was deleted since it was listed. */
export async function openObject(
  client: S3Client,
  bucket: string,
  key: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return Body as AsyncIterable<Uint8Array> | undefined
  } catch (error) {
    if (answerCode(error) === 'NoSuchKey') return undefined
    return failing(`read the access log "${key}" in bucket "${bucket}"`, 's3:GetObject')(error)
  }
}

const failing =
  (what: string, permission: string) =>
  (cause: unknown): never => {
    const code = answerCode(cause)
    const hint = code === 'AccessDenied' ? `. Allow ${permission}` : ''
    throw cooperError(code, `Cannot ${what}: ${printableMessage(cause)}${hint}`, { cause })
  }
