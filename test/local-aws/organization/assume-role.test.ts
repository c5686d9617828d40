import { GetBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject, PolicyDocument } from '../../../src/core/policy/document.ts'
import { roleIdentity } from '../../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../../src/local-aws/identity/identity-policy.ts'
import { localRole } from '../../../src/local-aws/identity/role.ts'
import type { LocalAws } from '../../../src/local-aws/options.ts'
import { newBucket } from '../../../src/local-aws/s3/bucket.ts'
import { startLocalAws } from '../../../src/local-aws/start.ts'
import { allow, outcomeOf } from '../support.ts'

const HUB = '111111111111'
const MEMBER = '222222222222'
const STRANGER = '999999999999'
const ORGANIZATION = 'o-exampleorg1'

const trusting = (account: string, Condition?: JsonObject) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'sts:AssumeRole',
  ...(Condition && { Condition }),
})

const BOT = `arn:aws:iam::${HUB}:role/bot`

const role = (name: string, trust: PolicyDocument, more = {}) =>
  localRole({
    ...{ account: MEMBER, name, trust: [trust] },
    policy: [allow('s3:*', '*')],
    ...more,
  })

let now = new Date('2026-11-20T10:00:00Z')
let aws: LocalAws

beforeAll(async () => {
  aws = await startLocalAws({
    account: HUB,
    clock: () => now,
    identities: {
      bot: {
        ...roleIdentity(HUB, 'bot', 'function'),
        policy: identityPolicy([
          {
            ...allow('sts:AssumeRole', 'arn:aws:iam::*:role/*'),
            Condition: { StringEquals: { 'aws:ResourceOrgID': ORGANIZATION } },
          },
        ]),
      },
      idle: { ...roleIdentity(HUB, 'idle', 'function'), policy: identityPolicy([allow('s3:*')]) },
    },
    organization: {
      ...{ id: ORGANIZATION, root: 'r-root', managementAccount: HUB },
      accounts: [
        { id: HUB, name: 'Hub' },
        { id: MEMBER, name: 'Member' },
      ],
    },
    roles: [
      role('by-arn', trusting(HUB, { ArnEquals: { 'aws:PrincipalArn': BOT } })),
      role('by-external-id', trusting(HUB, { StringEquals: { 'sts:ExternalId': 'secret' } })),
      role('of-organization', {
        ...trusting(HUB),
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
      }),
      role('path/for-long', trusting(HUB), { maxSessionSeconds: 43_200 }),
      role('named', { ...trusting(HUB), Principal: { AWS: BOT } }),
      role('guarded', trusting(HUB), {
        policy: [
          {
            ...allow('s3:*', '*'),
            Condition: { StringEquals: { 's3:ResourceAccount': MEMBER } },
          },
        ],
      }),
      localRole({
        ...{ account: STRANGER, name: 'trap', trust: [trusting(HUB)] },
        policy: [allow('s3:*', '*')],
      }),
      localRole({
        ...{ account: HUB, name: 'own', policy: [], trust: [trusting(HUB)] },
      }),
      localRole({
        account: HUB,
        name: 'own-named',
        policy: [],
        trust: [{ ...trusting(HUB), Principal: { AWS: `arn:aws:iam::${HUB}:role/idle` } }],
      }),
    ],
  })
  for (const [name, account] of [
    ['member-bucket', MEMBER],
    ['stranger-bucket', STRANGER],
  ] as const) {
    const place = { region: 'us-east-1', partition: 'aws', createdAt: now }
    aws.addBucket(newBucket({ name, account, ...place }))
    aws.storePolicy(name, {
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${MEMBER}:root` } },
          ...{ Action: 's3:*', Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`] },
        },
      ],
    })
  }
})
afterAll(() => aws.close())
beforeEach(() => {
  now = new Date('2026-11-20T10:00:00Z')
})

type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
const key = (accessKeyId: string): Keys => ({ accessKeyId, secretAccessKey: 'any' })

const client = (credentials: Keys) => {
  const config = { region: 'us-east-1', endpoint: aws.httpUrl, credentials, maxAttempts: 1 }
  return { sts: new STSClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) }
}

const assume = (caller: Keys, account: string, name: string, more = {}) =>
  client(caller).sts.send(
    new AssumeRoleCommand({
      ...{ RoleArn: `arn:aws:iam::${account}:role/${name}`, RoleSessionName: 'cooper' },
      ...more,
    }),
  )

async function sessionOf(name: string): Promise<Keys> {
  const { Credentials } = await assume(key('root'), MEMBER, name)
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }
}

describe('AssumeRole', () => {
  test.each<[reason: string, caller: string, account: string, role: string, more: object, string]>([
    ['the trust policy names the ARN of the caller', 'bot', MEMBER, 'by-arn', {}, 'ok'],
    ['another role of the trusted account', 'root', MEMBER, 'by-arn', {}, 'AccessDenied'],
    ['the external id', 'root', MEMBER, 'by-external-id', { ExternalId: 'secret' }, 'ok'],
    ['another external id', 'root', MEMBER, 'by-external-id', { ExternalId: 'x' }, 'AccessDenied'],
    ['no external id', 'root', MEMBER, 'by-external-id', {}, 'AccessDenied'],
    ['a caller of the organization', 'root', MEMBER, 'of-organization', {}, 'ok'],
    ['a caller outside of it', STRANGER, MEMBER, 'of-organization', {}, 'AccessDenied'],
    ['a role outside of the organization', 'bot', STRANGER, 'trap', {}, 'AccessDenied'],
    ['a policy of the caller that does not allow it', 'idle', MEMBER, 'named', {}, 'AccessDenied'],
    ['a role that does not exist', 'root', MEMBER, 'missing', {}, 'AccessDenied'],
    [
      'own account, the trust policy names the account only',
      'idle',
      HUB,
      'own',
      {},
      'AccessDenied',
    ],
    ['own account, the trust policy names the caller', 'idle', HUB, 'own-named', {}, 'ok'],
    ['899 seconds', 'root', MEMBER, 'path/for-long', { DurationSeconds: 899 }, 'ValidationError'],
    ['12 hours', 'root', MEMBER, 'path/for-long', { DurationSeconds: 43_200 }, 'ok'],
    ['longer', 'root', MEMBER, 'path/for-long', { DurationSeconds: 43_201 }, 'ValidationError'],
    [
      'longer than the role may',
      'bot',
      MEMBER,
      'by-arn',
      { DurationSeconds: 3601 },
      'ValidationError',
    ],
    ['a chain: one hour', 'bot', MEMBER, 'path/for-long', { DurationSeconds: 3600 }, 'ok'],
    [
      'a chain: longer',
      'bot',
      MEMBER,
      'path/for-long',
      { DurationSeconds: 3601 },
      'ValidationError',
    ],
    [
      'a bad session name',
      'root',
      MEMBER,
      'path/for-long',
      { RoleSessionName: 'a b' },
      'ValidationError',
    ],
  ])('%s', async (_reason, caller, account, name, more, expected) => {
    expect(await outcomeOf(assume(key(caller), account, name, more))).toBe(expected)
  })

  test('answers credentials of a session of the role', async () => {
    const { sts } = client(await sessionOf('path/for-long'))
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: MEMBER,
      Arn: `arn:aws:sts::${MEMBER}:assumed-role/for-long/cooper`,
    })
  })
})

describe('temporary credentials', () => {
  const read = (keys: Keys, Bucket: string, more = {}) =>
    outcomeOf(client(keys).s3.send(new GetBucketPolicyCommand({ Bucket, ...more })))
  const write = (keys: Keys, Bucket: string) =>
    outcomeOf(client(keys).s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' })))

  test('have the access that the policy of the role allows', async () => {
    const session = await sessionOf('path/for-long')
    expect(await read(session, 'member-bucket')).toBe('ok')
    // The bucket's policy allows it too. Reading the policy is for the bucket's own account.
    expect(await write(session, 'stranger-bucket')).toBe('ok')
    expect(await read(session, 'stranger-bucket')).toBe('MethodNotAllowed')
  })

  test('have no access to buckets of another account where s3:ResourceAccount is the own one', async () => {
    const session = await sessionOf('guarded')
    expect(await write(session, 'member-bucket')).toBe('ok')
    expect(await write(session, 'stranger-bucket')).toBe('AccessDenied')
  })

  test('are refused where another owner is expected', async () => {
    const session = await sessionOf('guarded')
    expect(await read(session, 'member-bucket', { ExpectedBucketOwner: MEMBER })).toBe('ok')
    expect(await read(session, 'member-bucket', { ExpectedBucketOwner: HUB })).toBe('AccessDenied')
  })

  test('expire by the clock', async () => {
    const session = await sessionOf('guarded')
    now = new Date('2026-11-20T10:59:59Z')
    expect(await read(session, 'member-bucket')).toBe('ok')
    now = new Date('2026-11-20T11:00:00Z')
    expect(await read(session, 'member-bucket')).toBe('ExpiredToken')
    const { sts } = client(session)
    expect(await outcomeOf(sts.send(new GetCallerIdentityCommand({})))).toBe('ExpiredToken')
  })

  test('need their session token', async () => {
    const { sessionToken: _, ...keys } = await sessionOf('guarded')
    expect(await read(keys, 'member-bucket')).toBe('InvalidToken')
  })
})
