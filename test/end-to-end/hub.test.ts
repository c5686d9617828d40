import { PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import type { Digest } from '../../src/core/digest/digest.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { HUB, HUB_JOURNAL, MEMBERS, organization, STRANGER } from '../support/organization.ts'

const [SHOP, MEDIA, SANDBOX] = MEMBERS

const SHOP_BUCKET = { name: 'shop-bucket', partition: 'aws' }

type Organization = Awaited<ReturnType<typeof organization>>

const create = async ({ aws, s3Of }: Organization, account: string, name: string) => {
  await s3Of(account).createBucket({ Bucket: name })
  await aws.settled()
}

const sids = ({ statements }: Organization, bucket: string) =>
  statements(bucket).map(({ Sid }) => Sid)

const outcomes = ({ records }: Organization) =>
  records().map(({ account, bucket, outcome }) => [account, bucket, outcome])

describe('a hub', () => {
  test('remediates a bucket of each member and its own, and of nobody else', async () => {
    const all = await organization()
    for (const account of [...MEMBERS, HUB, STRANGER])
      await create(all, account, `made-by-${account}`)
    for (const account of [...MEMBERS, HUB]) {
      expect(sids(all, `made-by-${account}`)).toEqual(['CooperTlsOnly'])
    }
    expect(all.aws.bucket(`made-by-${STRANGER}`)?.policy).toBeUndefined()
    expect(outcomes(all)).toEqual(
      [...MEMBERS, HUB].map((id) => [id, `made-by-${id}`, 'remediated']),
    )
    expect(all.aws.deadLetters()).toEqual([])
  })

  test('keeps the journal by account, and names the account in messages', async () => {
    const all = await organization()
    await all.sweep()
    await create(all, SHOP, 'shop-bucket')
    expect(all.keys('changes/')).toEqual([
      expect.stringContaining(`changes/account=${SHOP}/bucket=shop-bucket/`),
    ])
    expect(all.records().at(-1)).toMatchObject({
      ...{ account: SHOP, accountName: 'Shop' },
      undoCommand: expect.stringMatching(/^npx cooper undo shop-bucket --record \S+ --account 2/),
    })
    const [message] = all.aws.messages().slice(-1)
    expect(message?.attributes.account?.value).toBe(SHOP)
    expect(message?.attributes.accountOwner?.value).toBe('Team Shop')
    expect(JSON.parse(message?.message ?? '{}').email).toContain(
      `in account ${SHOP}, Shop, Team Shop, us-east-1`,
    )
  })

  test('imports findings into Security Hub of the member, by its role', async () => {
    const params = { securityHub: 'true' }
    const all = await organization({ params, memberParameters: { SecurityHub: 'true' } })
    await create(all, SHOP, 'shop-bucket')
    const findings = all.aws.findings()
    expect(new Set(findings.map(({ AwsAccountId }) => AwsAccountId))).toEqual(new Set([SHOP]))
    const tls = findings.find(({ GeneratorId }) => GeneratorId === 'cooper/tls-only')
    expect(tls?.Compliance.Status).toBe('PASSED')
  })

  test('leaves Security Hub of a member alone that does not let it in', async () => {
    const all = await organization({ params: { securityHub: 'true' } })
    await create(all, SHOP, 'shop-bucket')
    expect(all.aws.findings()).toEqual([])
    expect(outcomes(all)).toEqual([[SHOP, 'shop-bucket', 'remediated']])
  })

  test('costs a compliant event two requests, and one AssumeRole for all', async () => {
    const all = await organization()
    await create(all, SHOP, 'shop-bucket')
    const before = all.requests().length
    for (const version of [1, 2, 3]) {
      const owners = {
        ...{ Sid: `Version${version}`, Effect: 'Allow', Action: 's3:GetObject' },
        Principal: { AWS: `arn:aws:iam::${SHOP}:root` },
        Resource: 'arn:aws:s3:::shop-bucket/*',
      }
      const Policy = JSON.stringify(policyOf(tlsOnlyStatement(SHOP_BUCKET), owners))
      await all.s3Of(SHOP).send(new PutBucketPolicyCommand({ Bucket: 'shop-bucket', Policy }))
      await all.aws.settled()
    }
    const own = all
      .requests()
      .slice(before)
      .filter(({ operation }) => operation !== 'PutBucketPolicy')
      .map(({ operation }) => operation)
    expect(own.toSorted()).toEqual([
      ...Array(3).fill('GetBucketEncryption'),
      ...Array(3).fill('GetBucketPolicy'),
    ])
    const assumed = all.requests().filter(({ operation }) => operation === 'AssumeRole')
    expect(assumed).toHaveLength(1)
  })

  test('leaves exempt accounts alone', async () => {
    const all = await organization({ params: { exemptAccounts: MEDIA } })
    await create(all, MEDIA, 'media-bucket')
    expect(all.aws.bucket('media-bucket')?.policy).toBeUndefined()
    expect(all.aws.messages()).toEqual([])
  })

  test('ignores its own writes in a member', async () => {
    const all = await organization()
    await create(all, SHOP, 'shop-bucket')
    expect(outcomes(all)).toHaveLength(1)
    const written = all.requests().filter(({ operation }) => operation === 'PutBucketPolicy')
    expect(written).toHaveLength(1)
    // The rule of the member does not send them. Another rule might.
    const own = sample('put-bucket-policy-by-cooper.json', (event) => {
      event.account = SHOP
      event.detail.requestParameters.bucketName = 'shop-bucket'
      const { sessionIssuer } = event.detail.userIdentity.sessionContext
      Object.assign(sessionIssuer, { userName: 'cooper-member', accountId: SHOP })
    })
    all.aws.deliver(own, 'cooper-dev-bucketChanged')
    await all.aws.settled()
    expect(all.output().join()).toContain("Cooper's own write")
  })
})

describe('settings of the organization', () => {
  const stored = (all: Organization, settings: object | string) => {
    const text = typeof settings === 'string' ? settings : JSON.stringify(settings)
    all.aws.bucket(HUB_JOURNAL)?.objects.set('settings/organization.json', {
      ...{ etag: '"1"', headers: {}, modifiedAt: new Date(), body: Buffer.from(text) },
    })
  }

  test('count for the accounts of a unit', async () => {
    const all = await organization()
    stored(all, { ous: { 'ou-exam-workload': { MODE: 'report' } } })
    await all.sweep()
    await create(all, SANDBOX, 'sandbox-bucket')
    await create(all, HUB, 'hub-bucket')
    expect(outcomes(all)).toEqual([
      [SANDBOX, 'sandbox-bucket', 'reported'],
      [HUB, 'hub-bucket', 'remediated'],
    ])
  })

  test('that name units count only once it is known which units an account is in', async () => {
    const all = await organization()
    stored(all, { ous: { 'ou-exam-sandbox1': { MODE: 'report' } } })
    await create(all, SHOP, 'shop-bucket')
    expect(all.aws.bucket('shop-bucket')?.policy).toBeUndefined()
    expect(all.output().join()).toContain('Its organizational units are not known yet')
  })

  test('that are not valid change no bucket, and the hourly run fails', async () => {
    const all = await organization()
    stored(all, '{ "default": { "MODES": "report" } }')
    await create(all, SHOP, 'shop-bucket')
    expect(all.aws.bucket('shop-bucket')?.policy).toBeUndefined()
    expect(all.aws.deadLetters()).toEqual([])
    await all.digest()
    expect(all.output().join()).toContain('default.MODES must be the name of a setting')
    expect(all.aws.deadLetters()).toHaveLength(1)
  })
})

describe('a member', () => {
  test('without the role is in the digest once a day, and is no dead letter', async () => {
    const all = await organization()
    all.aws.roles.delete(`arn:aws:iam::${SANDBOX}:role/cooper-member`)
    for (const number of [1, 2, 3]) await create(all, SANDBOX, `sandbox-${number}`)
    expect([all.aws.messages(), all.aws.deadLetters()]).toEqual([[], []])
    expect(all.requests().filter(({ operation }) => operation === 'AssumeRole')).toHaveLength(1)
    await all.sweep()
    await all.digest()
    await all.digest()
    const digests = all.records() as unknown as readonly Digest[]
    expect(digests).toHaveLength(1)
    expect(digests[0]?.accounts).toContainEqual({
      ...{ account: SANDBOX, name: 'Sandbox', counts: {} },
      problem: expect.stringContaining(
        `Cannot assume role "arn:aws:iam::${SANDBOX}:role/cooper-member"`,
      ),
    })
  })
})
