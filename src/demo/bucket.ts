import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
  UpdateObjectEncryptionCommand,
} from '@aws-sdk/client-s3'
import { describeRule, type EncryptionRule } from '../core/encryption/rule.ts'
import type { JsonObject } from '../core/policy/document.ts'
import { parsePolicyText } from '../core/policy/parsing/parse.ts'

/** The key of the first object. */
export const OBJECT = 'greeting.txt'

type ResponseHeaders = Partial<PutObjectCommandInput>

/** The status of a GET of the object. */
export const readObject = (s3: S3Client, Bucket: string): Promise<number> =>
  httpStatusOf(s3.send(new GetObjectCommand({ Bucket, Key: OBJECT })))

/** The status of a PUT. Uploads with headers use another key, so that the first object stays as it is. */
export const storeObject = (
  s3: S3Client,
  Bucket: string,
  headers?: ResponseHeaders,
): Promise<number> => {
  const Key = headers ? `another-${OBJECT}` : OBJECT
  return httpStatusOf(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'Hello', ...headers })))
}

/** The status of an update of the object to another KMS key. */
export const updateKey = (s3: S3Client, Bucket: string, KMSKeyArn: string): Promise<number> =>
  httpStatusOf(
    s3.send(
      new UpdateObjectEncryptionCommand({
        ...{ Bucket, Key: OBJECT, ObjectEncryption: { SSEKMS: { KMSKeyArn } } },
      }),
    ),
  )

async function httpStatusOf(call: Promise<{ $metadata: { httpStatusCode?: number } }>) {
  try {
    return (await call).$metadata.httpStatusCode ?? 0
  } catch (error) {
    if (error instanceof S3ServiceException) return error.$metadata.httpStatusCode ?? 0
    throw error
  }
}

export async function readEncryption(s3: S3Client, Bucket: string): Promise<string> {
  const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
  const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0]
  return describeRule(rule as EncryptionRule | undefined)
}

export async function readStatements(s3: S3Client, Bucket: string): Promise<readonly JsonObject[]> {
  try {
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
    return parsePolicyText(Policy).statements.map(({ raw }) => raw)
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchBucketPolicy') return []
    throw error
  }
}
