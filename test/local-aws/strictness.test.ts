import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf, signed } from './support.ts'

const Bucket = 'strict'
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await clientsOf(aws).s3.createBucket({ Bucket })
  await s3().putObject({ Bucket, Key: 'key', Body: 'content', Tagging: 'state=final' })
})
afterAll(() => aws.close())
const s3 = () => clientsOf(aws, { protocol: 'https' }).s3

const send = async (method: string, path: string, headers: object, body?: string) => {
  const response = await fetch(`${aws.httpUrl}/${Bucket}${path}`, {
    ...{ method, headers: { ...signed(), ...headers } },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return [response.status, /<Code>(\w+)</.exec(text)?.[1]]
}
const digest = (name: string, text: string) => createHash(name).update(text).digest('base64')

describe('a header that is not played', () => {
  it.each([
    ['PUT', '/new', { 'x-amz-write-offset-bytes': '1' }],
    ['PUT', '/new', { 'x-amz-mood': 'good' }],
    ['GET', '/key', { 'x-amz-acl': 'private' }],
    ['DELETE', '/key', { 'if-none-match': '*' }],
    ['DELETE', '/key', { 'x-amz-if-match-size': '1' }],
    ['GET', '?versioning', { 'if-match': '*' }],
    ['PUT', '/new', { 'if-modified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' }],
    ['PUT', '/key?encryption', { 'if-match': '*' }],
  ])('is refused: %s %s %j', async (method, path, headers) => {
    expect(await send(method, path, headers)).toEqual([501, 'NotImplemented'])
    expect(aws.bucket(Bucket)?.objects.has('new')).toBe(false)
  })

  it('that has no meaning to S3 is ignored', async () => {
    expect(await send('GET', '/key', { 'x-forwarded-for': 'a', accept: '*/*' })).toEqual([
      200,
      undefined,
    ])
  })
})

describe('an element that is not played', () => {
  it.each([
    ['?tagging', '<Tagging><TagSet/><Mood>good</Mood></Tagging>'],
    [
      '?versioning',
      '<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>',
    ],
    [
      '?logging',
      '<BucketLoggingStatus><LoggingEnabled><TargetGrants/></LoggingEnabled></BucketLoggingStatus>',
    ],
    [
      '?encryption',
      '<ServerSideEncryptionConfiguration><Rule><Mood/></Rule></ServerSideEncryptionConfiguration>',
    ],
    [
      '?publicAccessBlock',
      '<PublicAccessBlockConfiguration><Mood/></PublicAccessBlockConfiguration>',
    ],
  ])('is refused: %s', async (path, body) => {
    expect(await send('PUT', path, {}, body)).toEqual([501, 'NotImplemented'])
  })

  it('of CreateBucket is refused', async () => {
    const body = '<CreateBucketConfiguration><Location/></CreateBucketConfiguration>'
    const response = await fetch(`${aws.httpUrl}/other`, { method: 'PUT', headers: signed(), body })
    expect(response.status).toBe(501)
    expect(aws.bucket('other')).toBeUndefined()
  })
})

describe('a condition', () => {
  const object = { Bucket, Key: 'conditional' }
  it.each([
    ['If-None-Match with an ETag, on a write', 'put', { IfNoneMatch: '"etag"' }, 'NotImplemented'],
    ['If-Match on a delete, another ETag', 'delete', { IfMatch: '"other"' }, 'PreconditionFailed'],
    ['If-Match on a delete, any', 'delete', { IfMatch: '*' }, 'ok'],
  ] as const)('%s: %s %j → %s', async (_, call, more, expected) => {
    await s3().putObject({ ...object, Body: 'first' })
    const run = () =>
      call === 'put'
        ? s3().putObject({ ...object, Body: 'second', ...more })
        : s3().deleteObject({ ...object, ...more })
    expect(await outcomeOf(run())).toBe(expected)
    const left = aws.bucket(Bucket)?.objects.get(object.Key)?.body.toString()
    expect(left).toBe(expected === 'ok' ? undefined : 'first')
  })

  it('of a batch of deletes is of each key', async () => {
    const { ETag } = await s3().putObject({ ...object, Body: 'first' })
    await s3().putObject({ Bucket, Key: 'second', Body: 'x' })
    const Objects = [
      { Key: 'second', ETag: '"other"' },
      { Key: object.Key, ETag },
    ]
    const { Deleted, Errors } = await s3().deleteObjects({ Bucket, Delete: { Objects } })
    expect(Deleted).toMatchObject([{ Key: object.Key }])
    expect(Errors).toMatchObject([{ Key: 'second', Code: 'PreconditionFailed' }])
  })

  it.each([
    ['If-None-Match', { IfNoneMatch: '*' }, 304],
    ['If-Match', { IfMatch: '"other"' }, 412],
    ['If-Modified-Since', { IfModifiedSince: new Date(Date.now() + 60_000) }, 304],
    ['If-Unmodified-Since', { IfUnmodifiedSince: new Date(0) }, 412],
  ])('of a read is kept: %s', async (_, more, status) => {
    expect(await failureOf(s3().headObject({ Bucket, Key: 'key', ...more }))).toMatchObject({
      status,
    })
  })
})

describe('a body that is not what its sender meant', () => {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  it.each([
    ['an object with another MD5', '/bad', 'x', { 'content-md5': digest('md5', 'y') }, 'BadDigest'],
    ['an object with no MD5', '/bad', 'x', { 'content-md5': 'x' }, 'InvalidDigest'],
    [
      'another SHA-256',
      '/bad',
      'x',
      { 'x-amz-checksum-sha256': digest('sha256', 'y') },
      'BadDigest',
    ],
    ['another CRC-32', '/bad', 'x', { 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
    ['another CRC-32C', '/bad', 'x', { 'x-amz-checksum-crc32c': 'AAAAAA==' }, 'BadDigest'],
    ['another CRC-64', '/bad', 'x', { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }, 'BadDigest'],
    ['a checksum of no length', '/bad', 'x', { 'x-amz-checksum-sha1': 'x' }, 'InvalidRequest'],
    [
      'another signed content',
      '/bad',
      'x',
      { 'x-amz-content-sha256': 'a'.repeat(64) },
      'XAmzContentSHA256Mismatch',
    ],
    [
      'a policy with another MD5',
      '?policy',
      policy,
      { 'content-md5': digest('md5', 'y') },
      'BadDigest',
    ],
    [
      'tags with another checksum',
      '?tagging',
      '<Tagging><TagSet/></Tagging>',
      { 'x-amz-checksum-crc32': 'AAAAAA==' },
      'BadDigest',
    ],
  ])('is refused: %s', async (_, path, body, headers, code) => {
    expect(await send('PUT', path, headers, body)).toEqual([400, code])
    expect(aws.bucket(Bucket)?.objects.has('bad')).toBe(false)
    expect(aws.bucket(Bucket)?.policy).toBeUndefined()
  })

  it.each([['CRC32'], ['CRC32C'], ['CRC64NVME'], ['SHA1'], ['SHA256']] as const)(
    'with a right checksum is stored with it: %s',
    async (ChecksumAlgorithm) => {
      // The known values of the nine digits are those of the standards.
      const known = {
        CRC32: 'y/Q5Jg==',
        CRC32C: '4waSgw==',
        CRC64NVME: 'rosUhgp5mIg=',
        SHA1: digest('sha1', '123456789'),
        SHA256: digest('sha256', '123456789'),
      }[ChecksumAlgorithm]
      const name = `Checksum${ChecksumAlgorithm}`
      const put = { Bucket, Key: 'sum', Body: '123456789', [name]: known }
      expect(await s3().putObject(put)).toMatchObject({ [name]: known })
      const head = await s3().headObject({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' })
      expect(head).toMatchObject({ [name]: known })
    },
  )
})

describe('contradictory headers', () => {
  const SSE = 'x-amz-server-side-encryption'
  const key = 'arn:aws:kms:us-east-1:123456789012:key/1'
  it.each([
    ['a key without SSE-KMS', { [`${SSE}-aws-kms-key-id`]: key }],
    ['SSE-C and SSE-S3', { [SSE]: 'AES256', [`${SSE}-customer-algorithm`]: 'AES256' }],
    [
      'a bucket key with DSSE-KMS',
      { [SSE]: 'aws:kms:dsse', [`${SSE}-bucket-key-enabled`]: 'true' },
    ],
    ['a bucket key that is none', { [SSE]: 'aws:kms', [`${SSE}-bucket-key-enabled`]: 'maybe' }],
    ['an unknown storage class', { 'x-amz-storage-class': 'COLD' }],
    ['a redirect to nowhere', { 'x-amz-website-redirect-location': 'nowhere' }],
    ['a lock in a bucket without one', { 'x-amz-object-lock-legal-hold': 'ON' }],
    ['a grant', { 'x-amz-grant-read': 'id="x"' }],
  ])('are refused: %s', async (_, headers) => {
    const [status] = await send('PUT', '/bad', headers, 'x')
    expect(status).toBe(400)
    expect(aws.bucket(Bucket)?.objects.has('bad')).toBe(false)
  })
})

describe('a header reaches a policy', () => {
  const denied = async (condition: object, more: object, Action = 's3:PutObject') => {
    const Resource = `arn:aws:s3:::${Bucket}/*`
    const Statement = { Effect: 'Deny', Principal: '*', Action, Resource, Condition: condition }
    aws.storePolicy(Bucket, { Version: '2012-10-17', Statement })
    const put = await outcomeOf(s3().putObject({ Bucket, Key: 'judged', Body: 'x', ...more }))
    const bucket = aws.bucket(Bucket)
    if (bucket !== undefined) bucket.policy = undefined
    return put
  }
  it.each([
    ['a tag', { StringEquals: { 's3:RequestObjectTag/team': 'a' } }, { Tagging: 'team=a' }],
    [
      'the keys of tags',
      { 'ForAnyValue:StringEquals': { 's3:RequestObjectTagKeys': ['team'] } },
      { Tagging: 'a=1&team=a' },
    ],
    ['a grant', { Null: { 's3:x-amz-grant-read': 'false' } }, { GrantRead: 'id="x"' }],
    ['a canned list', { StringEquals: { 's3:x-amz-acl': 'private' } }, { ACL: 'private' }],
    [
      'a class',
      { StringEquals: { 's3:x-amz-storage-class': 'GLACIER' } },
      { StorageClass: 'GLACIER' },
    ],
    [
      'a redirect',
      { Null: { 's3:x-amz-website-redirect-location': 'false' } },
      { WebsiteRedirectLocation: '/x' },
    ],
    [
      'a hold',
      { StringEquals: { 's3:object-lock-legal-hold': 'ON' } },
      { ObjectLockLegalHoldStatus: 'ON' },
    ],
  ])('%s', async (_, condition, more) => {
    expect(await denied(condition, more)).toBe('AccessDenied')
    expect(await denied(condition, {})).toBe('ok')
  })

  it.each([
    ['s3:PutObjectTagging', { Tagging: 'a=1' }],
    ['s3:PutObjectAcl', { ACL: 'private' }],
  ] as const)('and needs %s too', async (action, more) => {
    expect(await denied({}, more, action)).toBe('AccessDenied')
    expect(await denied({}, {}, action)).toBe('ok')
  })

  it('the tags of an object do, when it is read', async () => {
    const Statement = {
      ...{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject' },
      Resource: `arn:aws:s3:::${Bucket}/*`,
      Condition: { StringEquals: { 's3:ExistingObjectTag/state': 'final' } },
    }
    aws.storePolicy(Bucket, { Version: '2012-10-17', Statement })
    expect(await outcomeOf(s3().getObject({ Bucket, Key: 'key' }))).toBe('AccessDenied')
    await s3().deleteObjectTagging({ Bucket, Key: 'key' })
    expect(await outcomeOf(s3().getObject({ Bucket, Key: 'key' }))).toBe('ok')
  })
})

describe('a service that is not embedded', () => {
  it.each([
    [
      'lambda',
      { accept: 'application/json', 'content-type': 'application/json' },
      /"__type":"NotImplemented"/,
    ],
    ['lambda', {}, /"__type":"NotImplemented"/],
    [
      'iam',
      { 'content-type': 'application/x-www-form-urlencoded' },
      /<Code>NotImplemented<\/Code>/,
    ],
    ['ec2', {}, /<Code>NotImplemented<\/Code>/],
    ['sqs', { 'x-amz-target': 'AmazonSQS.AddPermission' }, /NotImplemented/],
    ['dynamodb', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, /dynamodb \(ListTables\)/],
  ])('says so: %s', async (service, headers, message) => {
    const response = await fetch(`${aws.httpUrl}/2015-03-31/functions`, {
      ...{ method: 'POST', headers: { ...signed({ service }), ...headers } },
      body: 'Action=DescribeInstances',
    })
    expect(response.status).toBe(501)
    expect(await response.text()).toMatch(message)
  })
})
