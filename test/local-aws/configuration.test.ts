import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf, signed } from './support.ts'

const Bucket = 'configured'
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await clientsOf(aws).s3.createBucket({ Bucket })
})
afterAll(() => aws.close())
const s3 = () => clientsOf(aws).s3

const putRules = (...Rules: object[]) =>
  s3().putBucketEncryption({
    Bucket,
    ServerSideEncryptionConfiguration: { Rules: Rules as ServerSideEncryptionRule[] },
  })
const getRules = async () =>
  (await s3().getBucketEncryption({ Bucket })).ServerSideEncryptionConfiguration?.Rules
const by = (SSEAlgorithm: string, KMSMasterKeyID?: string) => ({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID && { KMSMasterKeyID }) },
})

describe('default encryption', () => {
  const fresh = {
    ...{ ...by('AES256'), BucketKeyEnabled: false },
    BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
  }

  it('of a new bucket is SSE-S3, and SSE-C is blocked', async () => {
    expect(await getRules()).toEqual([fresh])
  })

  it('is replaced as a whole, and reset to SSE-S3 by a deletion', async () => {
    const key = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd'
    await putRules({
      ...by('aws:kms', key),
      BucketKeyEnabled: true,
      BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
    })
    expect(await getRules()).toEqual([
      {
        ...by('aws:kms', key),
        BucketKeyEnabled: true,
        BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
      },
    ])
    await putRules(by('aws:kms:dsse'))
    expect(await getRules()).toEqual([{ ...by('aws:kms:dsse'), BucketKeyEnabled: false }])
    await s3().deleteBucketEncryption({ Bucket })
    expect(await getRules()).toEqual([fresh])
  })

  it.each([
    ['no rule', [], 'MalformedXML'],
    ['two rules', [by('AES256'), by('aws:kms')], 'MalformedXML'],
    ['an unknown algorithm', [by('AES512')], 'MalformedXML'],
    ['a key with SSE-S3', [by('AES256', 'key')], 'InvalidArgument'],
    [
      'a bucket key with DSSE-KMS',
      [{ ...by('aws:kms:dsse'), BucketKeyEnabled: true }],
      'InvalidRequest',
    ],
    [
      'an unknown blocked type',
      [{ ...by('AES256'), BlockedEncryptionTypes: { EncryptionType: ['SSE-Q'] } }],
      'MalformedXML',
    ],
  ])('refuses %s', async (_, rules, code) => {
    expect(await failureOf(putRules(...rules))).toMatchObject({ name: code, status: 400 })
  })

  it('can be removed without a call, as in emulators', async () => {
    await s3().createBucket({ Bucket: 'unencrypted' })
    const bucket = aws.bucket('unencrypted')
    if (bucket !== undefined) bucket.encryption = undefined
    const failure = await failureOf(s3().getBucketEncryption({ Bucket: 'unencrypted' }))
    expect(failure).toMatchObject({
      name: 'ServerSideEncryptionConfigurationNotFoundError',
      status: 404,
    })
    expect(
      await s3().putObject({ Bucket: 'unencrypted', Key: 'key', Body: 'x' }),
    ).not.toHaveProperty('ServerSideEncryption')
  })
})

describe('tags', () => {
  const put = (...tags: [string, string][]) =>
    s3().putBucketTagging({
      Bucket,
      Tagging: { TagSet: tags.map(([Key, Value]) => ({ Key, Value })) },
    })

  it('are put, returned and deleted', async () => {
    expect(await failureOf(s3().getBucketTagging({ Bucket }))).toMatchObject({
      name: 'NoSuchTagSet',
      status: 404,
    })
    await put(['team', 'données'], ['cooper:exempt', 'all until=2027-01-31 a/b+c@d'], ['empty', ''])
    expect((await s3().getBucketTagging({ Bucket })).TagSet).toContainEqual({
      Key: 'team',
      Value: 'données',
    })
    expect((await s3().getBucketTagging({ Bucket })).TagSet).toContainEqual({
      Key: 'empty',
      Value: '',
    })
    await s3().deleteBucketTagging({ Bucket })
    expect(await outcomeOf(s3().getBucketTagging({ Bucket }))).toBe('NoSuchTagSet')
  })

  it.each([
    [
      'the same key twice',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a reserved key of AWS', [['aws:createdBy', 'me']]],
    ['markup', [['a', '<b>']]],
    ['no key', [['', 'x']]],
    ['a value of 257 characters', [['a', 'x'.repeat(257)]]],
  ] as [string, [string, string][]][])('refuse %s', async (_, tags) => {
    expect(await failureOf(put(...tags))).toMatchObject({ name: 'InvalidTag', status: 400 })
  })
})

describe('website, logging and public access block', () => {
  it('a website is put, returned and deleted', async () => {
    const WebsiteConfiguration = {
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: 'error.html' },
    }
    expect(await failureOf(s3().getBucketWebsite({ Bucket }))).toMatchObject({
      name: 'NoSuchWebsiteConfiguration',
      status: 404,
    })
    await s3().putBucketWebsite({ Bucket, WebsiteConfiguration })
    expect(await s3().getBucketWebsite({ Bucket })).toMatchObject(WebsiteConfiguration)
    await s3().deleteBucketWebsite({ Bucket })
    expect(await outcomeOf(s3().getBucketWebsite({ Bucket }))).toBe('NoSuchWebsiteConfiguration')
    expect(await outcomeOf(s3().putBucketWebsite({ Bucket, WebsiteConfiguration: {} }))).toBe(
      'MalformedXML',
    )
  })

  it('logging is off, on after a put, and off after an empty put', async () => {
    const LoggingEnabled = { TargetBucket: 'logs', TargetPrefix: 'configured/' }
    const read = async () => (await s3().getBucketLogging({ Bucket })).LoggingEnabled
    expect(await read()).toBeUndefined()
    await s3().putBucketLogging({ Bucket, BucketLoggingStatus: { LoggingEnabled } })
    expect(await read()).toEqual(LoggingEnabled)
    await s3().putBucketLogging({ Bucket, BucketLoggingStatus: {} })
    expect(await read()).toBeUndefined()
  })

  it('a new bucket blocks all public access until the settings change', async () => {
    const read = async () =>
      Object.values(
        (await s3().getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration ?? {},
      )
    expect(await read()).toEqual([true, true, true, true])
    await s3().putPublicAccessBlock({
      Bucket,
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    })
    expect(await read()).toEqual([true, false, false, false])
    await s3().deletePublicAccessBlock({ Bucket })
    expect(await failureOf(s3().getPublicAccessBlock({ Bucket }))).toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
      status: 404,
    })
  })

  it.each([
    ['a body that is not XML', 'tagging', 'hello'],
    ['broken XML', 'tagging', '<Tagging><TagSet></Tagging>'],
    ['another root element', 'encryption', '<Tagging/>'],
    ['an empty body', 'website', ''],
  ])('refuse %s', async (_, subresource, body) => {
    const response = await fetch(`${aws.httpUrl}/${Bucket}?${subresource}`, {
      method: 'PUT',
      body,
      headers: signed(),
    })
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('<Code>MalformedXML</Code>'),
    ])
  })
})
