import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { describeRule, type EncryptionRule } from '../core/encryption.ts'
import type { JsonObject } from '../core/policy/document.ts'
import { parsePolicyText } from '../core/policy/parse.ts'

export const BUCKET = 'cooper-demo-bucket'
export const OBJECT = { Bucket: BUCKET, Key: 'greeting.txt' }

/** The status of a GET of the object. */
export async function readObject(s3: S3Client): Promise<number> {
  try {
    const { $metadata } = await s3.send(new GetObjectCommand(OBJECT))
    return $metadata.httpStatusCode ?? 0
  } catch (error) {
    if (error instanceof S3ServiceException) return error.$metadata.httpStatusCode ?? 0
    throw error
  }
}

export async function readEncryption(s3: S3Client): Promise<string> {
  const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket: BUCKET }))
  const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0]
  return describeRule(rule as EncryptionRule | undefined)
}

export async function readStatements(s3: S3Client): Promise<readonly JsonObject[]> {
  try {
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }))
    return parsePolicyText(Policy).statements.map(({ raw }) => raw)
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchBucketPolicy') return []
    throw error
  }
}
