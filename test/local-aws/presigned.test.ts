import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf } from './support.ts'

const Bucket = 'presigned'
const NOW = new Date('2026-11-20T09:30:00Z')
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({ clock: () => NOW })
  await clientsOf(aws).s3.createBucket({ Bucket })
  await clientsOf(aws).s3.putObject({ Bucket, Key: 'key', Body: 'content' })
})
afterAll(() => aws.close())

const get = async (query: Record<string, string>, headers: Record<string, string> = {}) => {
  const url = `${aws.httpUrl}/${Bucket}/key?${new URLSearchParams(query)}`
  const response = await fetch(url, { headers })
  const text = await response.text()
  return response.ok ? text : `${response.status} ${/<Code>(\w+)</.exec(text)?.[1]}`
}

const V4 = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': 'developer/20261120/us-east-1/s3/aws4_request',
  'X-Amz-Date': '20261120T092500Z',
  'X-Amz-Expires': '600',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': 'a'.repeat(64),
}
const V2 = {
  AWSAccessKeyId: 'developer',
  Expires: String(NOW.getTime() / 1000 + 60),
  Signature: createHmac('sha1', 'any').update('text').digest('base64'),
}

describe('a presigned URL', () => {
  it.each([
    ['of version 4', V4, 'content'],
    ['of version 4 that has expired', { ...V4, 'X-Amz-Expires': '299' }, '403 AccessDenied'],
    [
      'for more than a week',
      { ...V4, 'X-Amz-Expires': '604801' },
      '400 AuthorizationQueryParametersError',
    ],
    [
      'that never expires',
      { ...V4, 'X-Amz-Expires': 'never' },
      '400 AuthorizationQueryParametersError',
    ],
    [
      'with no signature',
      { ...V4, 'X-Amz-Signature': '' },
      '400 AuthorizationQueryParametersError',
    ],
    ['with no time', { ...V4, 'X-Amz-Date': 'now' }, '400 AuthorizationQueryParametersError'],
    ['of version 2', V2, 'content'],
    ['of version 2 that has expired', { ...V2, Expires: '1' }, '403 AccessDenied'],
    ['of version 2 with no date', { ...V2, Expires: 'never' }, '403 AccessDenied'],
    ['of version 2 with no signature', { ...V2, Signature: 'x' }, '403 AccessDenied'],
    ['with both', { ...V4, ...V2 }, 'content'],
  ])('%s', async (_, query, expected) => {
    expect(await get(query)).toBe(expected)
  })

  it('is not signed in a header too', async () => {
    expect(await get(V4, { authorization: 'AWS4-HMAC-SHA256 x' })).toBe('400 InvalidArgument')
  })

  it('has headers in its query, which count as headers', async () => {
    const url = `${aws.httpUrl}/${Bucket}/put?${new URLSearchParams({ ...V4, 'x-amz-meta-owner': 'me', 'x-amz-storage-class': 'GLACIER' })}`
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(200)
    expect(aws.bucket(Bucket)?.objects.get('put')?.headers).toMatchObject({
      'x-amz-meta-owner': 'me',
      'x-amz-storage-class': 'GLACIER',
    })
    const unknown = `${aws.httpUrl}/${Bucket}/put?${new URLSearchParams({ ...V4, 'x-amz-mood': 'good' })}`
    expect((await fetch(unknown, { method: 'PUT', body: 'x' })).status).toBe(501)
  })

  it.each([
    ['of version 2', V2, { StringEquals: { 's3:signatureversion': 'AWS' } }],
    ['in the query', V4, { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } }],
    ['of five minutes ago', V4, { NumericGreaterThanEquals: { 's3:signatureAge': 300_000 } }],
  ])('is seen by a policy: %s', async (_, query, Condition) => {
    const Statement = {
      ...{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject' },
      ...{ Resource: `arn:aws:s3:::${Bucket}/*`, Condition },
    }
    aws.storePolicy(Bucket, { Version: '2012-10-17', Statement })
    expect(await get(query)).toBe('403 AccessDenied')
    const bucket = aws.bucket(Bucket)
    if (bucket !== undefined) bucket.policy = undefined
  })
})
