import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf, signed } from './support.ts'

const Bucket = 'older'
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({ knowsBlockedEncryptionTypes: false })
  await s3().createBucket({ Bucket })
})
afterAll(() => aws.close())
const s3 = () => clientsOf(aws, { protocol: 'https' }).s3

const plain: ServerSideEncryptionRule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
  BucketKeyEnabled: false,
}
const getRules = async (name = Bucket) =>
  (await s3().getBucketEncryption({ Bucket: name })).ServerSideEncryptionConfiguration?.Rules
const putRule = (rule: ServerSideEncryptionRule) =>
  s3().putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } })

describe('an S3 that does not support BlockedEncryptionTypes', () => {
  it.each(['SSE-C', 'NONE'] as const)('refuses them: %s', async (type) => {
    const rule = { ...plain, BlockedEncryptionTypes: { EncryptionType: [type] } }
    expect(await failureOf(putRule(rule))).toMatchObject({ name: 'MalformedXML', status: 400 })
  })

  it('refuses an empty element, too, before it validates the rest', async () => {
    const byDefault =
      '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>key</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>'
    const body = `<ServerSideEncryptionConfiguration><Rule>${byDefault}<BlockedEncryptionTypes/></Rule></ServerSideEncryptionConfiguration>`
    const url = `${aws.httpUrl}/${Bucket}?encryption`
    const response = await fetch(url, { method: 'PUT', body, headers: signed() })
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('<Code>MalformedXML</Code>'),
    ])
  })

  it('accepts a rule without them, and a refused one changes nothing', async () => {
    const rule: ServerSideEncryptionRule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
      BucketKeyEnabled: true,
    }
    await putRule(rule)
    await outcomeOf(putRule({ ...plain, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }))
    expect(await getRules()).toEqual([rule])
  })

  it('sets SSE-S3 without them in a new bucket, and after a deletion of the rule', async () => {
    await s3().createBucket({ Bucket: 'new' })
    await s3().deleteBucketEncryption({ Bucket })
    expect([await getRules('new'), await getRules()]).toEqual([[plain], [plain]])
  })

  it.each(['created', 'deleted'])('accepts SSE-C if the rule is as %s', async (how) => {
    const name = `own-key-${how}`
    await s3().createBucket({ Bucket: name })
    if (how === 'deleted') await s3().deleteBucketEncryption({ Bucket: name })
    const own = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) }
    const upload = s3().putObject({ Bucket: name, Key: 'key', Body: 'x', ...own })
    expect(await outcomeOf(upload)).toBe('ok')
  })

  it('never returns any, though they may be stored', async () => {
    const facts = { name: 'added', account: aws.account, region: aws.region, partition: 'aws' }
    const bucket = newBucket({ ...facts, createdAt: new Date() })
    aws.addBucket(bucket)
    expect([bucket.encryption?.blocked, await getRules('added')]).toEqual([['SSE-C'], [plain]])
  })
})
