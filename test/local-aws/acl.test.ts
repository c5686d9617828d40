import type { BucketCannedACL } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf, signed } from './support.ts'

const Bucket = 'listed'
const ID = '123456789012'.padStart(64, '0')
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await s3().createBucket({ Bucket })
})
afterAll(() => aws.close())
const s3 = (accessKeyId = 'developer') => clientsOf(aws, { accessKeyId }).s3

// The SDK's own list omits legacy ACLs, such as log-delivery-write.
const canned = (acl: string) => ({ ACL: acl as BucketCannedACL })
const grantsOf = async (name: string) => (await s3().getBucketAcl({ Bucket: name })).Grants
const put = (acl: string) => s3().putBucketAcl({ Bucket, ...canned(acl) })

const owner = { Grantee: { Type: 'CanonicalUser', ID }, Permission: 'FULL_CONTROL' }
const group = (name: string, Permission: string) => ({
  Grantee: { Type: 'Group', URI: `http://acs.amazonaws.com/groups/${name}` },
  Permission,
})

describe('a canned ACL', () => {
  it.each([
    ['private', []],
    ['public-read', [group('global/AllUsers', 'READ')]],
    ['public-read-write', [group('global/AllUsers', 'READ'), group('global/AllUsers', 'WRITE')]],
    ['authenticated-read', [group('global/AuthenticatedUsers', 'READ')]],
    ['log-delivery-write', [group('s3/LogDelivery', 'WRITE'), group('s3/LogDelivery', 'READ_ACP')]],
  ])('%s is returned as grants, after a put and after creation', async (acl, grants) => {
    await put(acl)
    await s3().createBucket({ Bucket: `with-${acl}`, ...canned(acl) })
    expect(await grantsOf(Bucket)).toEqual([owner, ...grants])
    expect(await grantsOf(`with-${acl}`)).toEqual([owner, ...grants])
  })

  it('is private by default, and the owner is the account', async () => {
    const otherAccount = s3('210987654321')
    await otherAccount.createBucket({ Bucket: 'unnamed' })
    const ID = '210987654321'.padStart(64, '0')
    expect(await otherAccount.getBucketAcl({ Bucket: 'unnamed' })).toMatchObject({
      Owner: { ID },
      Grants: [{ Grantee: { Type: 'CanonicalUser', ID }, Permission: 'FULL_CONTROL' }],
    })
  })

  it('is replaced as a whole, and stays if a call is refused', async () => {
    await put('log-delivery-write')
    await put('authenticated-read')
    await outcomeOf(put('secret'))
    expect(await grantsOf(Bucket)).toEqual([owner, group('global/AuthenticatedUsers', 'READ')])
  })

  it.each(['secret', '__proto__', 'toString'])('an unknown one is refused: %s', async (acl) => {
    const refusal = { name: 'InvalidArgument', status: 400 }
    expect(await failureOf(put(acl))).toMatchObject(refusal)
    const create = s3().createBucket({ Bucket: 'never', ...canned(acl) })
    expect(await failureOf(create)).toMatchObject(refusal)
    expect(aws.bucket('never')).toBeUndefined()
  })
})

describe('any other ACL is refused', () => {
  const policy = { Owner: { ID }, Grants: [] }
  it.each([
    ['a policy in the body', { AccessControlPolicy: policy }, 'NotImplemented', 501],
    [
      'a policy in the body, with a header',
      { AccessControlPolicy: policy, ...canned('private') },
      'NotImplemented',
      501,
    ],
    ['grants in headers', { GrantRead: `id="${ID}"` }, 'NotImplemented', 501],
    ['no ACL', {}, 'MissingSecurityHeader', 400],
  ])('%s', async (_, request, name, status) => {
    const failure = await failureOf(s3().putBucketAcl({ Bucket, ...request }))
    expect(failure).toMatchObject({ name, status })
  })

  it('on a new bucket, too', async () => {
    const call = s3().createBucket({ Bucket: 'never', GrantWrite: `id="${ID}"` })
    expect(await failureOf(call)).toMatchObject({ name: 'NotImplemented', status: 501 })
    expect(aws.bucket('never')).toBeUndefined()
  })
})

describe('a Deny', () => {
  it.each([
    ['s3:GetBucketAcl', 'AccessDenied', 'ok'],
    ['s3:PutBucketAcl', 'ok', 'AccessDenied'],
  ])('of %s denies only that action', async (Action, reading, writing) => {
    const Resource = `arn:aws:s3:::${Bucket}`
    const Statement = { Effect: 'Deny', Principal: '*', Action, Resource }
    aws.storePolicy(Bucket, { Version: '2012-10-17', Statement })
    const outcomes = [await outcomeOf(grantsOf(Bucket)), await outcomeOf(put('private'))]
    expect(outcomes).toEqual([reading, writing])
  })
})

it('a public ACL allows nobody: only policies are evaluated', async () => {
  const name = 'public-by-acl'
  await s3().createBucket({ Bucket: name, ...canned('public-read-write') })
  const statusOf = async (init: RequestInit) =>
    (await fetch(`${aws.httpUrl}/${name}/key`, init)).status
  expect(await statusOf({ method: 'PUT', body: 'x', headers: signed() })).toBe(200)
  expect([await statusOf({}), await statusOf({ method: 'PUT', body: 'x' })]).toEqual([403, 403])
})
