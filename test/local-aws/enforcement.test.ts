import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import {
  roleIdentity,
  rootIdentity,
  serviceIdentity,
} from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { allow, clientsOf, denyHttp, failureOf, outcomeOf } from './support.ts'

const Bucket = 'guarded'
const ARN = 'arn:aws:s3:::guarded'
const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [ARN, `${ARN}/*`] }
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const denyIf = (Condition: object) => policy({ ...statement, Condition })

const withPolicy = (...statements: JsonObject[]) => ({
  ...roleIdentity('123456789012', 'app', 'job'),
  policy: identityPolicy(statements),
})

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({
    identities: {
      foreigner: roleIdentity('210987654321', 'partner', 'job'),
      foreignRoot: rootIdentity('210987654321'),
      logs: serviceIdentity('logging.s3.amazonaws.com', { 'aws:SourceAccount': '123456789012' }),
      reader: withPolicy(allow('s3:GetObject')),
      neighbour: withPolicy(allow('s3:*', ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'])),
      tenant: withPolicy({
        ...allow('s3:*', `${ARN}/k*`),
        Condition: { StringEquals: { 's3:ResourceAccount': '123456789012' } },
      }),
      guest: withPolicy(allow('s3:*'), { ...allow('s3:GetObject'), Effect: 'Deny' }),
    },
  })
  const { s3 } = clientsOf(aws)
  await s3.createBucket({ Bucket })
  await s3.putObject({ Bucket, Key: 'key', Body: 'content' })
})
beforeEach(() => {
  const bucket = aws.bucket(Bucket)
  if (bucket !== undefined) bucket.policy = undefined
})
afterAll(() => aws.close())

type Protocol = 'http' | 'https'
const get = (accessKeyId = 'developer', protocol: Protocol = 'https') =>
  clientsOf(aws, { accessKeyId, protocol }).s3.getObject({ Bucket, Key: 'key' })

describe('a Deny', () => {
  it.each([
    ['of plain HTTP applies to plain HTTP', denyHttp(Bucket), 'http', 'AccessDenied'],
    ['of plain HTTP does not apply to HTTPS', denyHttp(Bucket), 'https', 'ok'],
    [
      'of TLS below 1.2 does not apply to plain HTTP, which has no version',
      tlsBelow('NumericLessThan', '1.2'),
      'http',
      'ok',
    ],
    [
      'of TLS below 1.2 does not apply to TLS 1.3',
      tlsBelow('NumericLessThan', '1.2'),
      'https',
      'ok',
    ],
    [
      'of TLS below 1.4 applies to TLS 1.3',
      tlsBelow('NumericLessThan', '1.4'),
      'https',
      'AccessDenied',
    ],
    [
      'of TLS below 1.2, with IfExists, applies to plain HTTP',
      tlsBelow('NumericLessThanIfExists', '1.2'),
      'http',
      'AccessDenied',
    ],
    [
      'of a source address applies to it',
      denyIf({ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }),
      'https',
      'AccessDenied',
    ],
    [
      'of another source address does not apply',
      denyIf({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
      'https',
      'ok',
    ],
    [
      'of a user agent applies to it',
      denyIf({ StringLike: { 'aws:UserAgent': 'aws-sdk-js/*' } }),
      'https',
      'AccessDenied',
    ],
    [
      'of a user name applies to it',
      denyIf({ StringEquals: { 'aws:username': 'developer' } }),
      'https',
      'AccessDenied',
    ],
    [
      'of a principal ARN applies to it',
      denyIf({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/dev*' } }),
      'https',
      'AccessDenied',
    ],
    [
      'of users applies to a user',
      denyIf({ StringEquals: { 'aws:PrincipalType': 'User' } }),
      'https',
      'AccessDenied',
    ],
    [
      'of past times does not apply',
      denyIf({ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }),
      'https',
      'ok',
    ],
    [
      'of a list prefix does not apply to reads',
      denyIf({ StringEquals: { 's3:prefix': 'secret/' } }),
      'https',
      'ok',
    ],
    [
      'of another action does not apply to reads',
      policy({ ...statement, Action: 's3:PutObject' }),
      'https',
      'ok',
    ],
    [
      'of another key does not apply to this one',
      policy({ ...statement, Resource: `${ARN}/other` }),
      'https',
      'ok',
    ],
  ] as const)('%s', async (_, document, protocol, expected) => {
    aws.storePolicy(Bucket, document)
    expect(await outcomeOf(get('developer', protocol))).toBe(expected)
  })

  it.each([
    ['TLSv1.2', 'AccessDenied'],
    ['TLSv1.3', 'ok'],
  ] as const)(
    'of TLS below 1.3 is evaluated for the actual connection: %s',
    async (maxVersion, expected) => {
      aws.storePolicy(Bucket, tlsBelow('NumericLessThan', '1.3'))
      const { s3 } = clientsOf(aws, { protocol: 'https', maxVersion })
      expect(await outcomeOf(s3.getObject({ Bucket, Key: 'key' }))).toBe(expected)
    },
  )

  it('is explained with the kind of policy, the action and the caller', async () => {
    aws.storePolicy(Bucket, denyHttp(Bucket))
    expect(await failureOf(get('developer', 'http'))).toEqual({
      name: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:iam::123456789012:user/developer is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::guarded/key" with an explicit deny in a resource-based policy',
    })
  })

  it.each([
    ['HeadBucket', 's3:ListBucket', 'NotFound|403|Unknown'],
    ['ListObjectsV2', 's3:ListBucket', 'AccessDenied'],
    ['GetBucketEncryption', 's3:GetEncryptionConfiguration', 'AccessDenied'],
    ['PutBucketTagging', 's3:PutBucketTagging', 'AccessDenied'],
    ['DeleteBucketTagging', 's3:PutBucketTagging', 'AccessDenied'],
    ['GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock', 'AccessDenied'],
    ['PutObject', 's3:PutObject', 'AccessDenied'],
    ['DeleteObject', 's3:DeleteObject', 'AccessDenied'],
  ] as const)('applies to %s by the action %s', async (operation, Action, expected) => {
    aws.storePolicy(Bucket, policy({ ...statement, Action }))
    const { s3 } = clientsOf(aws, { protocol: 'https' })
    const Tagging = { TagSet: [] }
    const calls = {
      HeadBucket: () => s3.headBucket({ Bucket }),
      ListObjectsV2: () => s3.listObjectsV2({ Bucket }),
      GetBucketEncryption: () => s3.getBucketEncryption({ Bucket }),
      PutBucketTagging: () => s3.putBucketTagging({ Bucket, Tagging }),
      DeleteBucketTagging: () => s3.deleteBucketTagging({ Bucket }),
      GetPublicAccessBlock: () => s3.getPublicAccessBlock({ Bucket }),
      PutObject: () => s3.putObject({ Bucket, Key: 'new', Body: 'x' }),
      DeleteObject: () => s3.deleteObject({ Bucket, Key: 'new' }),
    }
    expect(await outcomeOf(calls[operation]())).toMatch(new RegExp(expected))
    expect(await outcomeOf(get())).toBe('ok')
  })

  it('applies to each key of a batch of deletes separately', async () => {
    const { s3 } = clientsOf(aws, { protocol: 'https' })
    await s3.putObject({ Bucket, Key: 'open', Body: 'x' })
    aws.storePolicy(
      Bucket,
      policy({ ...statement, Action: 's3:DeleteObject', Resource: `${ARN}/key` }),
    )
    const Objects = [{ Key: 'open' }, { Key: 'key' }]
    const result = await s3.deleteObjects({ Bucket, Delete: { Objects } })
    expect(result.Deleted).toEqual([{ Key: 'open' }])
    expect(result.Errors).toMatchObject([{ Key: 'key', Code: 'AccessDenied' }])
  })

  it('of everything still allows the root user of the account to delete the policy, and nobody else', async () => {
    aws.storePolicy(Bucket, policy(statement))
    const drop = (accessKeyId: string) =>
      outcomeOf(clientsOf(aws, { accessKeyId }).s3.deleteBucketPolicy({ Bucket }))
    expect(await drop('developer')).toBe('AccessDenied')
    expect(await drop('foreignRoot')).toBe('MethodNotAllowed')
    expect(await outcomeOf(get('root'))).toBe('AccessDenied')
    expect(await drop('root')).toBe('ok')
    expect(await outcomeOf(get('developer'))).toBe('ok')
  })
})

describe('without an Allow', () => {
  it.each([
    ["the account's own users have access", 'developer', 'ok'],
    [
      'a key of twelve digits is a root user, who has no access from another account',
      '210987654321',
      'AccessDenied',
    ],
    ['a role of another account has no access', 'foreigner', 'AccessDenied'],
    ['a service has no access', 'logs', 'AccessDenied'],
    ['a role has the access that its own policy allows', 'reader', 'ok'],
    [
      'a role has no access to a bucket that its own policy does not name',
      'neighbour',
      'AccessDenied',
    ],
    ['a role has the access that its own policy allows by resource and condition', 'tenant', 'ok'],
    ['a role has no access that its own policy denies', 'guest', 'AccessDenied'],
  ])('%s', async (_, accessKeyId, expected) => {
    expect(await outcomeOf(get(accessKeyId))).toBe(expected)
  })

  it('a role has no access that its own policy does not allow', async () => {
    const { s3 } = clientsOf(aws, { accessKeyId: 'reader' })
    const { message } = await failureOf(s3.deleteObject({ Bucket, Key: 'key' }))
    expect(message).toMatch(/because no identity-based policy allows the s3:DeleteObject action$/)
  })

  it('anonymous callers have no access', async () => {
    const response = await fetch(`${aws.httpUrl}/${Bucket}/key`)
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('<Code>AccessDenied</Code>')
  })

  it('only callers who may list learn that a key is missing', async () => {
    const read = (accessKeyId: string) =>
      outcomeOf(clientsOf(aws, { accessKeyId }).s3.getObject({ Bucket, Key: 'missing' }))
    expect(await read('developer')).toBe('NoSuchKey')
    expect(await read('reader')).toBe('AccessDenied')
  })
})

describe('with an Allow', () => {
  const allow = { ...statement, Effect: 'Allow', Action: 's3:GetObject', Resource: `${ARN}/*` }

  it('a role has access that its own policy does not name, but not if it denies it', async () => {
    aws.storePolicy(Bucket, policy(allow))
    expect(await outcomeOf(get('neighbour'))).toBe('ok')
    expect(await outcomeOf(get('guest'))).toBe('AccessDenied')
  })

  it('the other account has access', async () => {
    aws.storePolicy(Bucket, policy({ ...allow, Principal: { AWS: '210987654321' } }))
    expect(await outcomeOf(get('foreigner'))).toBe('ok')
  })

  it('the other account still cannot read or change the policy', async () => {
    const Principal = { AWS: '210987654321' }
    aws.storePolicy(Bucket, policy({ ...statement, Effect: 'Allow', Principal }))
    const { s3 } = clientsOf(aws, { accessKeyId: 'foreigner' })
    expect(await failureOf(s3.getBucketPolicy({ Bucket }))).toMatchObject({ status: 405 })
  })

  it('a service can deliver, though its connection is redacted', async () => {
    const delivery = {
      ...{ ...allow, Action: 's3:PutObject', Principal: { Service: 'logging.s3.amazonaws.com' } },
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    }
    const [denial] = denyHttp(Bucket).Statement
    aws.storePolicy(Bucket, policy(delivery, denial ?? {}))
    const { s3 } = clientsOf(aws, { accessKeyId: 'logs', protocol: 'http' })
    expect(await outcomeOf(s3.putObject({ Bucket, Key: 'log', Body: 'line' }))).toBe('ok')
  })

  it('for everyone, the public has access, unless RestrictPublicBuckets is on', async () => {
    aws.storePolicy(Bucket, policy(allow))
    const read = async () => (await fetch(`${aws.httpUrl}/${Bucket}/key`)).status
    expect(await read()).toBe(403)
    await clientsOf(aws).s3.deletePublicAccessBlock({ Bucket })
    expect(await read()).toBe(200)
  })
})

describe('a simple website', () => {
  it('is readable by everyone over plain HTTP, until a policy denies that', async () => {
    const site = 'site'
    const { s3 } = clientsOf(aws)
    const Resource = `arn:aws:s3:::${site}/*`
    const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource }
    const put = (document: object) =>
      s3.putBucketPolicy({ Bucket: site, Policy: JSON.stringify(document) })
    await s3.createBucket({ Bucket: site })
    await s3.deletePublicAccessBlock({ Bucket: site })
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } }
    await s3.putBucketWebsite({ Bucket: site, WebsiteConfiguration })
    const page = { Key: 'index.html', Body: '<p>Hello</p>', ContentType: 'text/html' }
    await s3.putObject({ Bucket: site, ...page })
    await put(policy(allow))
    const open = await fetch(`${aws.httpUrl}/${site}/index.html`)
    expect([open.status, open.headers.get('content-type'), await open.text()]).toEqual([
      200,
      'text/html',
      '<p>Hello</p>',
    ])
    await put(policy(allow, ...denyHttp(site).Statement))
    expect((await fetch(`${aws.httpUrl}/${site}/index.html`)).status).toBe(403)
  })
})

describe('presigned URLs', () => {
  const scope = 'developer%2F20200101%2Fus-east-1%2Fs3%2Faws4_request'
  const url = (date: string) =>
    `${aws.httpUrl}/${Bucket}/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}&X-Amz-Date=${date}&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`

  it('act for the caller who signed them, until they expire', async () => {
    const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
    expect(await fetch(url(now)).then((response) => response.text())).toBe('content')
    expect(await fetch(url('20200101T000000Z')).then(({ status }) => status)).toBe(403)
  })
})

describe('an expected owner', () => {
  it.each([
    ['that is the owner is accepted', '123456789012', 'ok'],
    ['that is another account is refused', '210987654321', 'AccessDenied'],
    ['that is not an account id is refused', 'me', 'InvalidBucketOwnerAWSAccountID'],
  ])('%s', async (_, ExpectedBucketOwner, expected) => {
    const { s3 } = clientsOf(aws)
    expect(await outcomeOf(s3.getBucketLocation({ Bucket, ExpectedBucketOwner }))).toBe(expected)
  })
})

function tlsBelow(operator: string, version: string) {
  return denyIf({ [operator]: { 's3:TlsVersion': version } })
}
