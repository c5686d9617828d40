import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serviceIdentity } from '../../src/local-aws/identity/identity.ts'
import type { Encryption } from '../../src/local-aws/s3/bucket.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf } from './support.ts'

const Bucket = 'logs'
const SERVICES = {
  s3Logs: 'logging.s3.amazonaws.com',
  albLogs: 'logdelivery.elasticloadbalancing.amazonaws.com',
  trail: 'cloudtrail.amazonaws.com',
  vendedLogs: 'delivery.logs.amazonaws.com',
}
let aws: LocalAws
beforeAll(async () => {
  const entries = Object.entries(SERVICES)
  aws = await startLocalAws({
    identities: Object.fromEntries(entries.map(([key, name]) => [key, serviceIdentity(name)])),
  })
  await clientsOf(aws).s3.createBucket({ Bucket })
  aws.storePolicy(Bucket, {
    Version: '2012-10-17',
    Statement: {
      ...{ Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/*` },
      Principal: { Service: Object.values(SERVICES) },
    },
  })
})
afterAll(() => aws.close())

function deliver(accessKeyId: string, algorithm: Encryption['algorithm'], headers: object = {}) {
  const bucket = aws.bucket(Bucket)
  if (bucket === undefined) throw new Error('There is no bucket')
  bucket.objects.clear()
  bucket.encryption = { algorithm, keyId: undefined, bucketKey: false, blocked: [] }
  const { s3 } = clientsOf(aws, { accessKeyId })
  return s3.putObject({ Bucket, Key: 'log', Body: 'line', ...headers })
}

describe('a log', () => {
  it.each([
    ['of S3 is delivered to a bucket with SSE-S3', 's3Logs', 'AES256', 'ok'],
    ['of S3 is not delivered to a bucket with SSE-KMS', 's3Logs', 'aws:kms', 'AccessDenied'],
    ['of S3 is not delivered to a bucket with DSSE-KMS', 's3Logs', 'aws:kms:dsse', 'AccessDenied'],
    ['of a load balancer is delivered to a bucket with SSE-S3', 'albLogs', 'AES256', 'ok'],
    [
      'of a load balancer is not delivered to a bucket with SSE-KMS',
      'albLogs',
      'aws:kms',
      'AccessDenied',
    ],
    [
      'of a load balancer is not delivered to a bucket with DSSE-KMS',
      'albLogs',
      'aws:kms:dsse',
      'AccessDenied',
    ],
    ['of CloudTrail is delivered to a bucket with SSE-KMS', 'trail', 'aws:kms', 'ok'],
    ['of CloudWatch is delivered to a bucket with DSSE-KMS', 'vendedLogs', 'aws:kms:dsse', 'ok'],
    ['that a user uploads is delivered to a bucket with SSE-KMS', 'developer', 'aws:kms', 'ok'],
  ] as const)('%s', async (_, service, algorithm, expected) => {
    expect(await outcomeOf(deliver(service, algorithm))).toBe(expected)
    expect(aws.bucket(Bucket)?.objects.size).toBe(expected === 'ok' ? 1 : 0)
  })

  it('is delivered if its headers override the default', async () => {
    const headers = { ServerSideEncryption: 'AES256' }
    expect(await outcomeOf(deliver('s3Logs', 'aws:kms', headers))).toBe('ok')
  })

  it('is refused with the reason', async () => {
    expect(await failureOf(deliver('s3Logs', 'aws:kms'))).toEqual({
      ...{ name: 'AccessDenied', status: 403 },
      message:
        'Access logs are delivered to buckets with SSE-S3 only: the default encryption is aws:kms',
    })
  })
})
