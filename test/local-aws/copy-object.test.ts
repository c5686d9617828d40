import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { allow, clientsOf, outcomeOf } from './support.ts'

const Bucket = 'copies'
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1'
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({
    identities: {
      writer: {
        ...roleIdentity('123456789012', 'app', 'job'),
        policy: identityPolicy([allow('s3:PutObject')]),
      },
    },
  })
  await clientsOf(aws).s3.createBucket({ Bucket })
})
beforeEach(async () => {
  aws.bucket(Bucket)?.objects.clear()
  await s3().putObject({
    ...{ Bucket, Key: 'a source+ü', Body: 'content', ContentType: 'text/x', Tagging: 'a=1' },
    ...{ Metadata: { owner: 'me' }, StorageClass: 'STANDARD_IA' },
  })
})
afterAll(() => aws.close())

const s3 = (accessKeyId = 'developer') => clientsOf(aws, { protocol: 'https', accessKeyId }).s3
const CopySource = encodeURIComponent(`${Bucket}/a source+ü`)
const copy = (more: object = {}, accessKeyId?: string) =>
  s3(accessKeyId).copyObject({ Bucket, Key: 'copy', CopySource, ...more })
const head = (Key = 'copy') => s3().headObject({ Bucket, Key })

describe('CopyObject', () => {
  it('copies content, metadata and tags, and not the storage class', async () => {
    const { CopyObjectResult } = await copy()
    const found = await head()
    expect(found).toMatchObject({
      ...{ ContentType: 'text/x', Metadata: { owner: 'me' }, ContentLength: 7, TagCount: 1 },
      ETag: CopyObjectResult?.ETag,
    })
    expect(found.StorageClass).toBeUndefined()
  })

  it('replaces metadata and tags where it is told to', async () => {
    await copy({
      ...{ MetadataDirective: 'REPLACE', Metadata: { team: 'b' }, ContentType: 'text/y' },
      TaggingDirective: 'REPLACE',
    })
    const found = await head()
    expect(found).toMatchObject({ Metadata: { team: 'b' }, ContentType: 'text/y' })
    expect(found.TagCount).toBeUndefined()
  })

  it('encrypts as the request says', async () => {
    await copy({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY, BucketKeyEnabled: true })
    expect(await head()).toMatchObject({ SSEKMSKeyId: KEY, BucketKeyEnabled: true })
  })

  it('onto itself needs a change', async () => {
    const onto = (more: object) => outcomeOf(copy({ Key: 'a source+ü', ...more }))
    expect(await onto({})).toBe('InvalidRequest')
    expect(await onto({ StorageClass: 'GLACIER' })).toBe('ok')
    expect(await onto({ MetadataDirective: 'REPLACE' })).toBe('ObjectNotInActiveTierError')
  })

  it.each([
    ['If-Match', { CopySourceIfMatch: '"other"' }, 'PreconditionFailed'],
    ['If-None-Match', { CopySourceIfNoneMatch: '*' }, 'PreconditionFailed'],
    [
      'a later date',
      { CopySourceIfModifiedSince: new Date(Date.now() + 9e6) },
      'PreconditionFailed',
    ],
    ['an earlier date', { CopySourceIfUnmodifiedSince: new Date(0) }, 'PreconditionFailed'],
    ['a condition on the target', { IfMatch: '"other"' }, 'NoSuchKey'],
    ['a missing source', { CopySource: `${Bucket}/missing` }, 'NoSuchKey'],
    ['a missing bucket', { CopySource: 'no-such-bucket/key' }, 'NoSuchBucket'],
    ['no key', { CopySource: Bucket }, 'InvalidArgument'],
    ['an unknown directive', { MetadataDirective: 'KEEP' }, 'InvalidArgument'],
  ])('is refused: %s', async (_, more, expected) => {
    expect(await outcomeOf(copy(more))).toBe(expected)
    expect(aws.bucket(Bucket)?.objects.has('copy')).toBe(false)
  })

  it('needs to read the source', async () => {
    expect(await outcomeOf(copy({}, 'writer'))).toBe('AccessDenied')
  })

  it('reads an object with SSE-C only with its key', async () => {
    const bucket = aws.bucket(Bucket)
    if (bucket?.encryption) bucket.encryption = { ...bucket.encryption, blocked: [] }
    const key = 'k'.repeat(32)
    const own = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: key }
    await s3().putObject({ Bucket, Key: 'own', Body: 'secret', ...own })
    const from = { CopySource: `${Bucket}/own` }
    expect(await outcomeOf(copy(from))).toBe('InvalidRequest')
    await copy({ ...from, CopySourceSSECustomerAlgorithm: 'AES256', CopySourceSSECustomerKey: key })
    expect((await head()).ServerSideEncryption).toBe('AES256')
  })
})
