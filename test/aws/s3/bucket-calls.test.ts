import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { bucketCalls } from '../../../src/aws/s3/bucket-calls.ts'
import { BUCKET, policyOf, SSE_S3 } from '../../support/builders.ts'

// Mocked, because network errors, throttling and expired credentials cannot be produced on demand.
const s3 = mockClient(S3Client)
const calls = bucketCalls({ reader: new S3Client({}), writer: new S3Client({}) })
beforeEach(() => s3.reset())

const error = (name: string, httpStatusCode: number, message = 'because') =>
  new S3ServiceException({
    name,
    message,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  })

const known = (value?: unknown) => ({ known: true, value })

const tag = (Key: string, Value: string) => ({ Key, Value })

const grant = (URI: string, Permission: string) => ({ Grantee: { URI }, Permission })

const RESET = Object.assign(new Error('read ECONNRESET'), { name: 'TimeoutError' })

describe('a read', () => {
  const read = (answer: Error) => {
    s3.on(GetBucketPolicyCommand).rejects(answer)
    return calls.readPolicy(BUCKET)
  }

  test('names the expected bucket owner, as a write does', async () => {
    s3.onAnyCommand().resolves({})
    await Promise.all([
      ...[calls.readPolicy(BUCKET), calls.readEncryption(BUCKET), calls.readTags(BUCKET)],
      ...[calls.readWebsite(BUCKET), calls.readAcl(BUCKET)],
    ])
    await calls.putPolicy(BUCKET, policyOf())
    await calls.putEncryption(BUCKET, SSE_S3)
    expect(s3.calls().map(({ args: [command] }) => command.input)).toEqual(
      Array(7).fill(
        expect.objectContaining({ Bucket: BUCKET.name, ExpectedBucketOwner: BUCKET.account }),
      ),
    )
  })

  test('of a policy that does not exist is known to have no value', async () => {
    const answer = await read(error('NoSuchBucketPolicy', 404))
    expect(answer).toEqual({ known: true, value: undefined })
  })

  test('of encryption that does not exist, as emulators answer, is known to have no value', async () => {
    const absent = error('ServerSideEncryptionConfigurationNotFoundError', 404)
    s3.on(GetBucketEncryptionCommand).rejects(absent)
    expect(await calls.readEncryption(BUCKET)).toEqual({ known: true, value: undefined })
  })

  test.each<[string, object]>([
    ['an empty answer', {}],
    ['no rules', { ServerSideEncryptionConfiguration: {} }],
    ['an empty list of rules', { ServerSideEncryptionConfiguration: { Rules: [] } }],
  ])('of encryption with %s is unknown, not "no encryption"', async (_reason, answer) => {
    s3.on(GetBucketEncryptionCommand).resolves(answer)
    expect(await calls.readEncryption(BUCKET)).toMatchObject({ known: false })
  })

  test.each([
    ['AccessDenied', 403],
    ['MethodNotAllowed', 405],
    ['AllAccessDisabled', 403],
  ])('that is refused with %s is unknown, with permission and reason', async (name, status) => {
    expect(await read(error(name, status))).toEqual({
      known: false,
      reason: `s3:GetBucketPolicy was refused with ${name}: because`,
    })
  })

  test.each([
    [
      'User: x is not authorized to perform: s3:GetBucketPolicy with an explicit deny in a resource-based policy',
      'by a Deny in the bucket policy',
    ],
    [
      'with an explicit deny in a service control policy',
      'by a service control policy of the organization',
    ],
    [
      'with an explicit deny in a resource control policy',
      'by a resource control policy of the organization',
    ],
    [
      'with an explicit deny in a permissions boundary',
      "by the permissions boundary of Cooper's role",
    ],
    [
      'because no identity-based policy allows the s3:GetBucketPolicy action',
      "by the policies of Cooper's role, which don't allow it",
    ],
  ])('names the kind of policy that denied it: %s', async (message, kind) => {
    const answer = await read(error('AccessDenied', 403, message))
    expect(answer).toEqual({
      known: false,
      reason: `s3:GetBucketPolicy was refused with AccessDenied, ${kind}: ${message}`,
    })
  })

  test.each([
    ['a policy that is not JSON', '<html>'],
    ['a policy that IAM does not accept', '{"Statement":[{"Effect":"Maybe"}]}'],
    ['an empty answer', ''],
  ])('of %s is unknown', async (_reason, Policy) => {
    s3.on(GetBucketPolicyCommand).resolves({ Policy })
    expect(await calls.readPolicy(BUCKET)).toMatchObject({
      known: false,
      reason: expect.stringContaining('Cannot read policy'),
    })
  })

  test.each<[string, object | Error, object]>([
    [
      'all by their keys',
      { TagSet: [tag('team', 'x'), tag('cooper:exempt', 'all')] },
      known({ team: 'x', 'cooper:exempt': 'all' }),
    ],
    [
      'a key in another case, which is another tag',
      { TagSet: [tag('Cooper:exempt', 'all')] },
      known({ 'Cooper:exempt': 'all' }),
    ],
    ['none', error('NoSuchTagSet', 404), known({})],
    ['an empty answer', {}, { known: false, reason: 'S3 answered without tags' }],
  ])('of tags: %s', async (_reason, answer, expected) => {
    const on = s3.on(GetBucketTaggingCommand)
    if (answer instanceof Error) on.rejects(answer)
    else on.resolves(answer)
    expect(await calls.readTags(BUCKET)).toEqual(expected)
  })

  test.each<[string, object | Error, object]>([
    ['a website', { IndexDocument: { Suffix: 'index.html' } }, known(true)],
    ['no website', error('NoSuchWebsiteConfiguration', 404), known(false)],
    [
      'a refusal',
      error('AccessDenied', 403),
      { known: false, reason: 's3:GetBucketWebsite was refused with AccessDenied: because' },
    ],
  ])('of a website: %s', async (_reason, answer, expected) => {
    const on = s3.on(GetBucketWebsiteCommand)
    if (answer instanceof Error) on.rejects(answer)
    else on.resolves(answer)
    expect(await calls.readWebsite(BUCKET)).toEqual(expected)
  })

  const LOGS = 'http://acs.amazonaws.com/groups/s3/LogDelivery'
  const EVERYONE = 'http://acs.amazonaws.com/groups/global/AllUsers'
  const CLOUDFRONT = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0'
  test.each<[string, object, object]>([
    ['log delivery may write', { Grants: [grant(LOGS, 'WRITE')] }, known(['log-delivery'])],
    [
      'log delivery has full control',
      { Grants: [grant(LOGS, 'FULL_CONTROL')] },
      known(['log-delivery']),
    ],
    ['everyone may read', { Grants: [grant(EVERYONE, 'READ')] }, known(['everyone'])],
    ['everyone may write only', { Grants: [grant(EVERYONE, 'WRITE')] }, known([])],
    [
      'CloudFront delivers logs',
      {
        Grants: [
          { Grantee: { Type: 'CanonicalUser', ID: CLOUDFRONT }, Permission: 'FULL_CONTROL' },
        ],
      },
      known(['cloudfront-logs']),
    ],
    ['log delivery may only read the ACL', { Grants: [grant(LOGS, 'READ_ACP')] }, known([])],
    ['another group may write', { Grants: [grant(`${LOGS}X`, 'WRITE')] }, known([])],
    ['an empty answer', {}, { known: false, reason: 'S3 answered without grants' }],
  ])('of the ACL: %s', async (_reason, answer, expected) => {
    s3.on(GetBucketAclCommand).resolves(answer)
    expect(await calls.readAcl(BUCKET)).toEqual(expected)
  })

  test('of a deleted bucket is an error with the code NoSuchBucket', async () => {
    await expect(read(error('NoSuchBucket', 404))).rejects.toMatchObject({ code: 'NoSuchBucket' })
  })

  test.each<[string, Error]>([
    ['a reset connection', RESET],
    ['500', error('InternalError', 500)],
    ['503', error('SlowDown', 503)],
    ['expired credentials', error('ExpiredToken', 400)],
    ['unknown credentials', error('InvalidAccessKeyId', 403)],
    ['a wrong secret', error('SignatureDoesNotMatch', 403)],
    ['a signature for another region', error('AuthorizationHeaderMalformed', 400)],
    ['throttling', error('ThrottlingException', 400)],
  ])(
    'that ends with %s is an error that names the bucket, with its cause',
    async (_reason, cause) => {
      await expect(read(cause)).rejects.toMatchObject({
        message: expect.stringContaining(
          'Cannot call s3:GetBucketPolicy on bucket "cooper-example',
        ),
        cause,
      })
    },
  )
})

describe('a request that went to another region than that of the bucket', () => {
  const redirect = (name: string, status: number, region?: string) =>
    Object.assign(error(name, status), region && { Region: region })

  test.each([
    ['PermanentRedirect', 301],
    ['TemporaryRedirect', 307],
    ['AuthorizationHeaderMalformed', 400],
    ['IllegalLocationConstraintException', 400],
  ])('is no refusal, whether it reads or writes: %s', async (name, status) => {
    s3.onAnyCommand().rejects(redirect(name, status, 'eu-west-1'))
    const expected = { code: 'BucketElsewhere', region: 'eu-west-1' }
    await expect(calls.readPolicy(BUCKET)).rejects.toMatchObject(expected)
    await expect(calls.putPolicy(BUCKET, policyOf())).rejects.toMatchObject(expected)
  })

  test.each([
    ['no region', undefined],
    ['the region that was asked', BUCKET.region],
    ['a region that is none', 'x.example/y'],
  ])('is an ordinary error if S3 names %s', async (_what, region) => {
    s3.onAnyCommand().rejects(redirect('PermanentRedirect', 301, region))
    await expect(calls.readPolicy(BUCKET)).rejects.toMatchObject({ code: 'PermanentRedirect' })
  })

  test('does not count as such only because an error names the region, as every refusal does', async () => {
    s3.onAnyCommand().rejects(redirect('AccessDenied', 403, 'eu-west-1'))
    expect(await calls.readPolicy(BUCKET)).toMatchObject({ known: false })
  })
})

describe('a write', () => {
  test.each([
    ['AccessDenied', 403],
    ['MalformedPolicy', 400],
    ['MethodNotAllowed', 405],
    ['NoSuchBucket', 404],
  ])('that S3 refuses with %s returns the refusal', async (code, status) => {
    s3.on(PutBucketPolicyCommand).rejects(error(code, status))
    const refusal = { code, message: 'because' }
    expect(await calls.putPolicy(BUCKET, policyOf())).toEqual(refusal)
  })

  test.each<[string, Error]>([
    ['OperationAborted', error('OperationAborted', 409)],
    ['ConditionalRequestConflict', error('ConditionalRequestConflict', 409)],
    ['TooManyRequests', error('TooManyRequests', 429)],
    ['ThrottlingException', error('ThrottlingException', 400)],
    ['ExpiredToken', error('ExpiredToken', 400)],
    ['RequestTimeout', error('RequestTimeout', 400)],
    ['RequestTimeTooSkewed', error('RequestTimeTooSkewed', 403)],
    ['InvalidAccessKeyId', error('InvalidAccessKeyId', 403)],
    ['SignatureDoesNotMatch', error('SignatureDoesNotMatch', 403)],
    ['AuthorizationHeaderMalformed', error('AuthorizationHeaderMalformed', 400)],
    ['InternalError', error('InternalError', 500)],
    ['a reset connection', RESET],
  ])('that ends with %s is an error, because a retry may succeed', async (_name, cause) => {
    s3.on(PutBucketEncryptionCommand).rejects(cause)
    await expect(calls.putEncryption(BUCKET, SSE_S3)).rejects.toMatchObject({
      message: expect.stringContaining('Cannot put the default encryption on bucket "cooper-'),
      cause,
    })
  })

  test('sends a rule unchanged, with its unknown fields', async () => {
    s3.on(PutBucketEncryptionCommand).resolves({})
    const rule = { ...SSE_S3, Future: { Field: 1 } }
    await calls.putEncryption(BUCKET, rule)
    expect(s3.calls()[0]?.args[0].input).toMatchObject({
      ServerSideEncryptionConfiguration: { Rules: [rule] },
    })
  })
})
