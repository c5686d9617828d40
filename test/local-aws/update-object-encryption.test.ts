import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { uploadKeyStatement } from '../../src/core/statements/cooper-statements.ts'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { policyOf } from '../support/builders.ts'
import { allow, clientsOf, failureOf, outcomeOf, signed } from './support.ts'

const Bucket = 'reencrypted'
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/new'
const OLD_KEY = 'arn:aws:kms:us-east-1:123456789012:key/old'
const GUARDED_KEY = 'arn:aws:kms:us-east-1:123456789012:key/guarded'
const THIRD = '210987654321'

const who = (...statements: ReturnType<typeof allow>[]) => ({
  ...roleIdentity('123456789012', 'app', 'job'),
  policy: identityPolicy(statements),
})

let aws: LocalAws
beforeAll(async () => {
  const Statement = { Effect: 'Allow', Principal: { AWS: THIRD }, Action: 'kms:*', Resource: '*' }
  aws = await startLocalAws({
    keyPolicies: { [GUARDED_KEY]: { Version: '2012-10-17', Statement } },
    identities: {
      full: who(allow('s3:*'), allow('kms:*')),
      withoutKms: who(allow('s3:*')),
      withoutReEncrypt: who(
        ...[allow('s3:*'), allow('kms:Encrypt'), allow('kms:Decrypt')],
        allow('kms:GenerateDataKey'),
      ),
      uploader: who(allow('s3:PutObject'), allow('s3:GetObject'), allow('kms:*')),
    },
  })
  await clientsOf(aws).s3.createBucket({ Bucket, ObjectLockEnabledForBucket: true })
})
beforeEach(() => {
  const bucket = aws.bucket(Bucket)
  bucket?.objects.clear()
  bucket?.history.clear()
  if (bucket?.encryption) bucket.encryption = { ...bucket.encryption, blocked: [] }
})
afterAll(() => aws.close())

const s3 = (accessKeyId = 'developer') => clientsOf(aws, { protocol: 'https', accessKeyId }).s3
const update = (more: object = {}, accessKeyId?: string, KMSKeyArn = KEY) =>
  s3(accessKeyId).updateObjectEncryption({
    ...{ Bucket, Key: 'key', ObjectEncryption: { SSEKMS: { KMSKeyArn, ...more } } },
  })
const put = (more: object = {}) => s3().putObject({ Bucket, Key: 'key', Body: 'content', ...more })
const head = (more: object = {}) => s3().headObject({ Bucket, Key: 'key', ...more })

describe('UpdateObjectEncryption', () => {
  it.each([
    ['SSE-S3', {}],
    ['SSE-KMS', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: OLD_KEY }],
  ])('changes the encryption from %s, and nothing else', async (_, encryption) => {
    await put({ Metadata: { owner: 'me' }, StorageClass: 'GLACIER_IR', ...encryption })
    const before = await head()
    await update({ BucketKeyEnabled: true })
    const after = await head()
    expect(after).toMatchObject({
      ...{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY, BucketKeyEnabled: true },
      ...{ ETag: before.ETag, LastModified: before.LastModified, StorageClass: 'GLACIER_IR' },
      ...{ Metadata: { owner: 'me' }, VersionId: before.VersionId },
    })
    await update()
    expect((await head()).BucketKeyEnabled).toBeUndefined()
  })

  it('changes one version, and no other', async () => {
    const { VersionId } = await put()
    await put()
    await s3().updateObjectEncryption({
      ...{ Bucket, Key: 'key', VersionId, ObjectEncryption: { SSEKMS: { KMSKeyArn: KEY } } },
    })
    expect((await head()).ServerSideEncryption).toBe('AES256')
    expect(await head({ VersionId })).toMatchObject({ SSEKMSKeyId: KEY, VersionId })
    const { Versions } = await s3().listObjectVersions({ Bucket })
    expect(Versions?.map((one) => one.VersionId).at(1)).toBe(VersionId)
  })

  const customer = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) }
  const until = new Date(Date.now() + 3_600_000)
  const retained = (ObjectLockMode: string) => ({
    ...{ ObjectLockMode, ObjectLockRetainUntilDate: until },
  })
  it.each([
    ['DSSE-KMS', { ServerSideEncryption: 'aws:kms:dsse' }, 'InvalidRequest', /DSSE-KMS or SSE-C/],
    ['SSE-C', customer, 'InvalidRequest', /DSSE-KMS or SSE-C/],
    ['governance', retained('GOVERNANCE'), 'AccessDenied', /Object Lock/],
    ['compliance', retained('COMPLIANCE'), 'AccessDenied', /Object Lock/],
    ['a hold', { ObjectLockLegalHoldStatus: 'ON' }, 'AccessDenied', /Object Lock/],
  ])('refuses an object under %s', async (_, more, name, message) => {
    await put(more)
    const failure = await failureOf(update())
    expect(failure.name).toBe(name)
    expect(failure.message).toMatch(message)
  })

  it('refuses an object that was stored before 2023 without encryption', async () => {
    aws.storeObject(Bucket, 'key', { body: 'old', encryption: 'none' })
    expect((await head()).ServerSideEncryption).toBeUndefined()
    expect(await failureOf(update())).toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('unencrypted source objects'),
    })
  })

  it.each([
    ['an alias', 'arn:aws:kms:us-east-1:123456789012:alias/mine', 'InvalidRequest', /valid/],
    ['a bare id', 'new', 'InvalidRequest', /valid/],
    ['no key', '', 'InvalidRequest', /require an AWS KMS key/],
    ['a foreign key', `arn:aws:kms:us-east-1:${THIRD}:key/x`, 'AccessDenied', /same account/],
    ['a key that is not its own', GUARDED_KEY, 'AccessDenied', /no resource-based policy/],
  ])('refuses %s', async (_, key, name, message) => {
    await put()
    const failure = await failureOf(update({}, 'full', key))
    expect(failure.name).toBe(name)
    expect(failure.message).toMatch(message)
    expect((await head()).ServerSideEncryption).toBe('AES256')
  })

  it.each([
    ['full', 'ok'],
    ['withoutKms', 'AccessDenied'],
    ['withoutReEncrypt', 'AccessDenied'],
    ['uploader', 'AccessDenied'],
  ])('needs its permission and those of the key: %s', async (accessKeyId, expected) => {
    await put()
    expect(await outcomeOf(update({}, accessKeyId))).toBe(expected)
  })

  it('is refused by a policy of the bucket', async () => {
    await put()
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:UpdateObjectEncryption' }
    const Statement = { ...deny, Resource: `arn:aws:s3:::${Bucket}/*` }
    aws.storePolicy(Bucket, { Version: '2012-10-17', Statement })
    expect(await outcomeOf(update())).toBe('AccessDenied')
    const bucket = aws.bucket(Bucket)
    if (bucket !== undefined) bucket.policy = undefined
    expect(await outcomeOf(update())).toBe('ok')
  })

  it.each([
    ['another type', { 'DSSE-KMS': {} }, /DSSE-KMS or SSE-C/],
    ['no type', {}, /Valid values are SSEKMS/],
  ])('refuses %s', async (_, ObjectEncryption, message) => {
    await put()
    const inner = Object.keys(ObjectEncryption).map((name) => `<${name}><a/></${name}>`)
    const response = await fetch(`${aws.httpUrl}/${Bucket}/key?encryption`, {
      ...{ method: 'PUT', headers: signed() },
      body: `<ObjectEncryption>${inner.join('')}</ObjectEncryption>`,
    })
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(message)
  })

  it('of a missing key is an error', async () => {
    expect(await outcomeOf(update())).toBe('NoSuchKey')
  })
})

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_s3.html#list_s3-action-UpdateObjectEncryption
it('a bucket policy can deny another key than the one it names, as the statement of Cooper does', async () => {
  await put()
  const statement = uploadKeyStatement(
    { name: Bucket, partition: 'aws' },
    { algorithm: 'aws:kms', keyNames: [KEY] },
  )
  aws.storePolicy(Bucket, policyOf(statement))
  expect(await failureOf(update({}, undefined, OLD_KEY))).toMatchObject({ name: 'AccessDenied' })
  await update()
  expect(await head()).toMatchObject({ SSEKMSKeyId: KEY })
})
