import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Encryption } from '../../src/local-aws/s3/bucket.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf } from './support.ts'

const Bucket = 'objects'
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await clientsOf(aws).s3.createBucket({ Bucket })
})
afterAll(() => aws.close())
const s3 = (protocol: 'http' | 'https' = 'https') => clientsOf(aws, { protocol }).s3
const read = async (Key: string) =>
  (await s3().getObject({ Bucket, Key })).Body?.transformToString()

describe('an object', () => {
  it.each([
    ['text', 'key', 'content'],
    ['nothing', 'empty', ''],
    ['a name with special characters', 'a/../b c+d&e=ü?%2F.txt', 'content'],
    ['a megabyte', 'large', 'x'.repeat(1_000_000)],
  ])('is returned unchanged: %s', async (_, Key, Body) => {
    const { ETag } = await s3().putObject({ Bucket, Key, Body, ContentLength: Body.length })
    expect(ETag).toBe(`"${createHash('md5').update(Body).digest('hex')}"`)
    expect(await read(Key)).toBe(Body)
  })

  it.each([['http'], ['https']] as const)('may be streamed in chunks over %s', async (protocol) => {
    const Body = Readable.from([Buffer.from('one '), Buffer.from('two')])
    await s3(protocol).putObject({
      Bucket,
      Key: 'streamed',
      Body,
      ContentLength: 7,
      ContentEncoding: 'gzip',
    })
    expect(await read('streamed')).toBe('one two')
    expect((await s3().headObject({ Bucket, Key: 'streamed' })).ContentEncoding).toBe('gzip')
  })

  it('keeps its type and metadata', async () => {
    await s3().putObject({
      Bucket,
      Key: 'meta',
      Body: 'x',
      ContentType: 'text/x',
      Metadata: { owner: 'me' },
    })
    const head = await s3().headObject({ Bucket, Key: 'meta' })
    expect(head).toMatchObject({
      ContentType: 'text/x',
      Metadata: { owner: 'me' },
      ContentLength: 1,
    })
  })

  it('can be read in part', async () => {
    await s3().putObject({ Bucket, Key: 'range', Body: '0123456789' })
    const part = async (Range: string) => {
      const { Body, ContentRange } = await s3().getObject({ Bucket, Key: 'range', Range })
      return [await Body?.transformToString(), ContentRange]
    }
    expect(await part('bytes=2-4')).toEqual(['234', 'bytes 2-4/10'])
    expect(await part('bytes=7-')).toEqual(['789', 'bytes 7-9/10'])
    expect(await part('bytes=-2')).toEqual(['89', 'bytes 8-9/10'])
    expect(await outcomeOf(part('bytes=10-'))).toBe('InvalidRange')
  })

  it('is not overwritten with If-None-Match', async () => {
    const put = () => s3().putObject({ Bucket, Key: 'once', Body: 'first', IfNoneMatch: '*' })
    await put()
    expect(await failureOf(put())).toMatchObject({ name: 'PreconditionFailed', status: 412 })
  })

  it('is replaced with If-Match only if it is unchanged', async () => {
    const { ETag = '' } = await s3().putObject({ Bucket, Key: 'same', Body: 'first' })
    const put = (Key = 'same') => s3().putObject({ Bucket, Key, Body: 'second', IfMatch: ETag })
    await put()
    expect(await failureOf(put())).toMatchObject({ name: 'PreconditionFailed', status: 412 })
    expect(await failureOf(put('never-there'))).toMatchObject({ name: 'NoSuchKey', status: 404 })
  })

  it.each([
    ['bucket-owner-full-control', 'ok'],
    ['public-read', 'AccessControlListNotSupported'],
  ] as const)('with the access control list %s: %s', async (ACL, expected) => {
    expect(await outcomeOf(s3().putObject({ Bucket, Key: 'acl', Body: 'x', ACL }))).toBe(expected)
  })

  it('is missing after its deletion, and a second deletion is no error', async () => {
    await s3().putObject({ Bucket, Key: 'deleted', Body: 'x' })
    await s3().deleteObject({ Bucket, Key: 'deleted' })
    await s3().deleteObject({ Bucket, Key: 'deleted' })
    expect(await failureOf(s3().getObject({ Bucket, Key: 'deleted' }))).toMatchObject({
      name: 'NoSuchKey',
      status: 404,
    })
    expect(await failureOf(s3().headObject({ Bucket, Key: 'deleted' }))).toMatchObject({
      name: 'NotFound',
      status: 404,
    })
  })

  it('can be addressed by the host name, as browsers and older clients do', async () => {
    await s3().putObject({ Bucket, Key: 'hosted', Body: 'content' })
    const { port } = new URL(aws.httpUrl)
    const { request } = await import('node:http')
    const status = await new Promise((resolve) => {
      const headers = { host: `${Bucket}.s3.us-east-1.localhost:${port}` }
      request({ port, host: '127.0.0.1', path: '/hosted', headers }, (response) => {
        resolve(response.resume().statusCode)
      }).end()
    })
    expect(status).toBe(403)
  })
})

describe('ListObjectsV2', () => {
  it('returns keys in order, grouped at the delimiter, in pages', async () => {
    await s3().createBucket({ Bucket: 'listed' })
    for (const Key of ['b', 'a/1', 'a/2', 'c/d/1', 'ü é']) {
      await s3().putObject({ Bucket: 'listed', Key, Body: 'x' })
    }
    const list = async (options: object) => {
      const found = await s3().listObjectsV2({ Bucket: 'listed', ...options })
      const keys = (found.Contents ?? []).map(({ Key }) => Key)
      const prefixes = (found.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)
      return { keys, prefixes, next: found.NextContinuationToken }
    }
    expect((await list({})).keys).toEqual(['a/1', 'a/2', 'b', 'c/d/1', 'ü é'])
    expect(await list({ Delimiter: '/' })).toMatchObject({
      keys: ['b', 'ü é'],
      prefixes: ['a/', 'c/'],
    })
    expect(await list({ Delimiter: '/', Prefix: 'c/' })).toMatchObject({
      keys: [],
      prefixes: ['c/d/'],
    })
    expect((await list({ StartAfter: 'b' })).keys).toEqual(['c/d/1', 'ü é'])
    const first = await list({ MaxKeys: 2, Delimiter: '/' })
    expect(first).toMatchObject({ keys: ['b'], prefixes: ['a/'] })
    const second = await list({ MaxKeys: 2, Delimiter: '/', ContinuationToken: first.next })
    expect(second).toEqual({ keys: ['ü é'], prefixes: ['c/'], next: undefined })
  })
})

describe('an upload', () => {
  const key = 'arn:aws:kms:us-east-1:123456789012:key/1'
  const other = 'arn:aws:kms:us-east-1:123456789012:key/2'
  const managed = 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3'
  const kms = { ServerSideEncryption: 'aws:kms' } as const
  const byDefault = (encryption: Partial<Encryption>): Encryption => ({
    ...{ algorithm: 'AES256', keyId: undefined, bucketKey: false, blocked: [] },
    ...encryption,
  })
  it.each([
    ['is encrypted by default with SSE-S3', {}, {}, { ServerSideEncryption: 'AES256' }],
    [
      'is encrypted by default with the key of the bucket',
      { algorithm: 'aws:kms', keyId: key, bucketKey: true },
      {},
      { ...kms, SSEKMSKeyId: key, BucketKeyEnabled: true },
    ],
    [
      'is encrypted by default with the AWS managed key',
      { algorithm: 'aws:kms' },
      {},
      { ...kms, SSEKMSKeyId: managed },
    ],
    [
      'may name its own algorithm',
      {},
      { ...kms, SSEKMSKeyId: other },
      { ...kms, SSEKMSKeyId: other },
    ],
    ...(['aws:kms', 'aws:kms:dsse'] as const).map(
      (algorithm) =>
        [
          `that names ${algorithm} and no key gets the AWS managed key, not the default's`,
          { algorithm, keyId: key },
          { ServerSideEncryption: algorithm },
          { ServerSideEncryption: algorithm, SSEKMSKeyId: managed },
        ] as const,
    ),
    [
      'may have weaker encryption than the default',
      { algorithm: 'aws:kms', keyId: key },
      { ServerSideEncryption: 'AES256' },
      { ServerSideEncryption: 'AES256' },
    ],
  ] as const)('%s', async (_, encryption, headers, expected) => {
    const bucket = aws.bucket(Bucket)
    if (bucket !== undefined) bucket.encryption = byDefault(encryption)
    const put = await s3().putObject({ Bucket, Key: 'encrypted', Body: 'x', ...headers })
    expect(put).toMatchObject(expected)
    expect(await s3().headObject({ Bucket, Key: 'encrypted' })).toMatchObject(expected)
  })

  it.each([
    ['an unknown algorithm', { ServerSideEncryption: 'rot13' }],
    ['a KMS key with SSE-S3', { ServerSideEncryption: 'AES256', SSEKMSKeyId: key }],
  ])('is refused with %s', async (_, headers) => {
    const call = s3().putObject({ Bucket, Key: 'encrypted', Body: 'x', ...(headers as object) })
    expect(await failureOf(call)).toMatchObject({ name: 'InvalidArgument', status: 400 })
  })

  it('with a key for SSE-C is refused if that is blocked, otherwise readable only with the key', async () => {
    const SSECustomerKey = 'k'.repeat(32)
    const own = { SSECustomerAlgorithm: 'AES256', SSECustomerKey }
    const put = () => s3().putObject({ Bucket, Key: 'own', Body: 'secret', ...own })
    const bucket = aws.bucket(Bucket)
    if (bucket !== undefined) bucket.encryption = byDefault({ blocked: ['SSE-C'] })
    expect(await failureOf(put())).toMatchObject({ name: 'AccessDenied', status: 403 })
    if (bucket !== undefined) bucket.encryption = byDefault({})
    expect(await put()).toMatchObject({ SSECustomerAlgorithm: 'AES256' })
    expect(await outcomeOf(s3().getObject({ Bucket, Key: 'own' }))).toBe('InvalidRequest')
    const { Body } = await s3().getObject({ Bucket, Key: 'own', ...own })
    expect(await Body?.transformToString()).toBe('secret')
  })

  it.each([
    ['without a header', {}, 'AccessDenied'],
    ['with the wrong header', { ServerSideEncryption: 'AES256' }, 'AccessDenied'],
    ['with the right header', kms, 'ok'],
  ] as const)(
    'is evaluated against a policy that requires a header: %s',
    async (_, headers, expected) => {
      aws.storePolicy(Bucket, {
        Version: '2012-10-17',
        Statement: {
          ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject' },
          Resource: `arn:aws:s3:::${Bucket}/*`,
          Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
        },
      })
      expect(
        await outcomeOf(s3().putObject({ Bucket, Key: 'required', Body: 'x', ...headers })),
      ).toBe(expected)
    },
  )

  const SSE = 'x-amz-server-side-encryption'
  const KEY_ID = `${SSE}-aws-kms-key-id`
  const CUSTOMER = `${SSE}-customer-algorithm`
  const own = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) }
  it.each([
    ['none', {}, {}],
    ['SSE-S3', { ServerSideEncryption: 'AES256' }, { [SSE]: 'AES256' }],
    ['SSE-KMS without a key', kms, { [SSE]: 'aws:kms' }],
    ['a key', { ...kms, SSEKMSKeyId: other }, { [SSE]: 'aws:kms', [KEY_ID]: other }],
    ['a bare key id', { ...kms, SSEKMSKeyId: '2' }, { [SSE]: 'aws:kms', [KEY_ID]: '2' }],
    ['a key for SSE-C', own, { [CUSTOMER]: 'AES256' }],
  ] as const)(
    'gives a policy the values of its headers and not the default: %s',
    async (_, headers, keys) => {
      const bucket = aws.bucket(Bucket)
      if (bucket !== undefined) bucket.encryption = byDefault({ algorithm: 'aws:kms', keyId: key })
      const values: Record<string, string> = keys
      const Statement = [SSE, KEY_ID, CUSTOMER].map((name) =>
        denyUnless(`s3:${name}`, values[name]),
      )
      aws.storePolicy(Bucket, { Version: '2012-10-17', Statement })
      await s3().putObject({ Bucket, Key: 'key', Body: 'x', ...headers })
    },
  )

  const denyUnless = (conditionKey: string, value: string | undefined) => ({
    ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject' },
    Resource: `arn:aws:s3:::${Bucket}/*`,
    Condition:
      value === undefined
        ? { Null: { [conditionKey]: 'false' } }
        : { StringNotEquals: { [conditionKey]: value } },
  })
})
