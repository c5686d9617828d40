import { randomBytes } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { callerIdentity } from '../../src/aws/caller-identity.ts'
import { createS3Client } from '../../src/aws/s3/s3-client.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { policyOf } from '../support/builders.ts'
import type { Endpoint } from './endpoint.ts'

/** In place of an address: the real AWS. */
export const AWS = 'aws'

/**
 * moto or a real account, with the credentials of the environment. The benchmark creates its own buckets, journal and
 * topic. Their names begin with `cooper-bench-`, and they are deleted at the end.
 */
export async function foreignEndpoint(address: string): Promise<Endpoint> {
  const url = address === AWS ? '' : address
  if (url) process.env.AWS_ENDPOINT_URL = url
  const { account, region } = await callerIdentity(undefined)
  const s3 = createS3Client(process.env, 5)
  const sns = new SNSClient({})
  const prefix = `cooper-bench-${randomBytes(4).toString('hex')}`
  const made: string[] = []
  const create = async (Bucket: string) => {
    await s3.send(new CreateBucketCommand({ Bucket, ...placeIn(region) }))
    made.push(Bucket)
  }
  const journal = `${prefix}-journal`
  await create(journal)
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: prefix }))
  return {
    ...{ account, region, url },
    environment: {
      ...credentials(),
      ...{ ...(url && { AWS_ENDPOINT_URL: url }), AWS_REGION: region },
      ...{ TOPIC_ARN: TopicArn, JOURNAL_BUCKET: journal, ROLE_NAME: 'cooper' },
    },
    async make(count, kind) {
      const names = Array.from({ length: count }, (_, i) => `${prefix}-${made.length + i}`)
      for (const name of names) {
        await create(name)
        if (kind === 'compliant') await remediate(s3, name, region)
        else await encrypt(s3, name)
      }
      return names
    },
    // This endpoint does not count.
    delay: () => false,
    requests: () => undefined,
    async close() {
      await empty(s3, journal)
      for (const Bucket of made) await s3.send(new DeleteBucketCommand({ Bucket }))
      await sns.send(new DeleteTopicCommand({ TopicArn }))
    },
  }
}

const placeIn = (region: string) =>
  region === 'us-east-1'
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } }

function credentials(): Readonly<Record<string, string>> {
  const {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: key,
    AWS_SESSION_TOKEN: token,
  } = process.env
  if (!id || !key) {
    throw new Error(
      'No credentials for the function: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, such as with "aws configure export-credentials --format env"',
    )
  }
  return {
    ...{ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key },
    ...(token && { AWS_SESSION_TOKEN: token }),
  }
}

async function remediate(s3: S3Client, Bucket: string, region: string) {
  const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws'
  const Policy = JSON.stringify(policyOf(tlsOnlyStatement({ name: Bucket, partition })))
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  await encrypt(s3, Bucket)
}

// AWS does this by default, and emulators do not.
async function encrypt(s3: S3Client, Bucket: string) {
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }]
  await s3.send(
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
  )
}

async function empty(s3: S3Client, Bucket: string) {
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
    if (Contents.length === 0) return
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  }
}
