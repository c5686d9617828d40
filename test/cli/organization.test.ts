import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { userIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { localRole } from '../../src/local-aws/identity/role.ts'
import type { LocalOrganization } from '../../src/local-aws/organization/organization.ts'
import { allow } from '../local-aws/support.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const [SHOP, MEDIA, CLOSED] = ['222222222222', '333333333333', '555555555555'] as const

const ORGANIZATION: LocalOrganization = {
  ...{ id: 'o-exampleorg1', root: 'r-exam', managementAccount: ACCOUNT },
  ...{ pageSize: 1, hasEmptyPages: true },
  units: [{ id: 'ou-exam-workload', name: 'Workloads' }],
  accounts: [
    { id: ACCOUNT, name: 'Audit' },
    { id: SHOP, name: 'Shop', parent: 'ou-exam-workload' },
    { id: MEDIA, name: 'Media' },
    { id: CLOSED, name: 'Former', parent: 'ou-exam-workload', state: 'CLOSED' },
  ],
}

const roleIn = (account: string, name = 'cooper-member') =>
  localRole({
    ...{ account, name, policy: [allow('s3:*', '*')] },
    trust: [
      {
        ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/auditor` },
      },
    ],
  })

const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:cooper`

let account: Account
beforeEach(async () => {
  account = await startAccount([], {
    topics: [TOPIC],
    organization: ORGANIZATION,
    roles: [roleIn(SHOP), roleIn(MEDIA)],
  })
  account.add({ name: 'own-bucket', policy: null })
  account.add({ name: 'shop-bucket', account: SHOP, policy: null })
  account.add({ name: 'shop-well', account: SHOP })
  account.add({ name: 'media-bucket', account: MEDIA, policy: null })
  account.add({ name: 'closed-bucket', account: CLOSED, policy: null })
})
afterEach(() => account.close())

const statementsOn = (name: string) =>
  JSON.parse(account.aws.bucket(name)?.policy?.text ?? '{"Statement":[]}').Statement

const run = (...args: readonly string[]) =>
  cooper(args, { ...account.environment, TOPIC_ARN: TOPIC })

const check = async (...args: readonly string[]) => {
  const { stdout, stderr, status } = await run('check', '--json', ...args)
  const reports = stdout.trim().split('\n').filter(Boolean)
  const buckets = reports.map((line) => JSON.parse(line).bucket)
  return {
    ...{ stderr, status },
    found: buckets.map(({ account: id, name }) => `${id} ${name}`).toSorted(),
  }
}

const OWN = `${ACCOUNT} own-bucket`
const OF_SHOP = [`${SHOP} shop-bucket`, `${SHOP} shop-well`]
const OF_MEDIA = `${MEDIA} media-bucket`
const ALL = [OWN, ...OF_SHOP, OF_MEDIA]

describe('check --organization', () => {
  test('checks every active account, and the own one without a role', async () => {
    const { found, status, stderr } = await check('--organization')
    expect(found).toEqual(ALL)
    expect(status).toBe(1)
    expect(stderr).not.toContain('left out')
    const assumed = account.requests().filter(({ operation }) => operation === 'AssumeRole')
    expect(assumed.map(({ resource }) => resource?.split(':')[4]).toSorted()).toEqual([
      ACCOUNT,
      SHOP,
      MEDIA,
    ])
  })

  test.each<[reason: string, args: readonly string[], expected: readonly string[]]>([
    ['accounts', ['--accounts', `${MEDIA},${ACCOUNT}`], [OWN, OF_MEDIA]],
    ['a unit', ['--ou', 'ou-exam-workload'], OF_SHOP],
    ['the root', ['--ou', 'r-exam'], ALL],
    ['both', ['--ou', 'ou-exam-workload', '--accounts', SHOP], OF_SHOP],
  ])('selects by %s', async (_reason, args, expected) => {
    expect((await check(...args)).found).toEqual(expected)
  })

  test('takes the role that is named', async () => {
    account.aws.roles.clear()
    const role = roleIn(SHOP, 'security/auditor')
    account.aws.roles.set(role.arn, role)
    const { found, status } = await check('--role', 'security/auditor', '--accounts', SHOP)
    expect(found).toEqual(OF_SHOP)
    expect(status).toBe(1)
  })

  test('needs no region but that of the option', async () => {
    const { AWS_REGION: _, ...environment } = account.environment
    const args = ['check', '--organization', '--json', '--region', 'us-east-1']
    const { stdout, stderr } = await cooper(args, environment)
    expect(stderr).not.toContain('Region is missing')
    expect(stdout.trim().split('\n')).toHaveLength(4)
  })

  test('names the accounts in the table', async () => {
    const { stdout } = await run('check', '--organization')
    expect(stdout).toContain(`  shop-bucket  ${SHOP}  us-east-1`)
    expect(stdout).toMatch(/^4 buckets of 3 accounts in us-east-1/m)
  })

  test.each<[reason: string, spoil: () => void, line: RegExp]>([
    [
      'does not let the role be assumed',
      () => account.aws.roles.delete(roleIn(SHOP).arn),
      /: Cannot assume role "arn:aws:iam::222222222222:role\/cooper-member": User: .*not authorized/,
    ],
    [
      'does not let its buckets be listed',
      () => {
        const role = { ...roleIn(SHOP), policy: identityPolicy([allow('s3:GetBucketPolicy')]) }
        account.aws.roles.set(role.arn, role)
      },
      /: Cannot list the buckets: .*Allow s3:ListAllMyBuckets/,
    ],
  ])('tells of an account that %s, checks the others, and exits with 1', async (_, spoil, line) => {
    spoil()
    for (const name of ['own-bucket', 'media-bucket']) {
      const tls = { Effect: 'Deny', Principal: '*', Action: 's3:*' }
      const Resource = [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]
      const Condition = { Bool: { 'aws:SecureTransport': 'false' } }
      account.aws.storePolicy(name, {
        Version: '2012-10-17',
        Statement: [{ ...tls, Resource, Condition }],
      })
    }
    const { found, status, stderr } = await check('--organization')
    expect(found).toEqual([OWN, OF_MEDIA])
    expect(stderr.match(/^Account .* is left out.*$/gm)).toEqual([expect.stringMatching(line)])
    expect(stderr).toContain(`Account ${SHOP} is left out`)
    expect(status).toBe(1)
  })

  test('tells of an account that is no active one of the unit', async () => {
    const { stderr, status } = await check('--ou', 'ou-exam-workload', '--accounts', CLOSED)
    expect(stderr).toContain(`Account ${CLOSED} is left out: it is no active account of ou-exam-`)
    expect(status).toBe(1)
  })

  test('ends with 2 where the organization cannot be listed', async () => {
    account.aws.addIdentity('auditor', {
      ...userIdentity(ACCOUNT, 'auditor'),
      policy: identityPolicy([allow('s3:*')]),
    })
    const { stderr, status } = await check('--organization')
    expect(stderr).toContain('organizations:ListAccounts failed: AccessDeniedException')
    expect(status).toBe(2)
  })

  test.each<[reason: string, args: readonly string[], message: string]>([
    ['names of buckets', ['my-bucket', '--organization'], 'with --organization, name no buckets'],
    ['an account that is none', ['--accounts', '12'], 'It must be ids of accounts'],
    ['a unit that is none', ['--ou', 'prod'], 'It must be the id of an organizational unit'],
    ['a role that is none', ['--role', 'a b'], 'It must be the name of an IAM role'],
  ])('refuses %s', async (_reason, args, message) => {
    const { stderr, status } = await check(...args)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })
})

describe('fix --organization', () => {
  test('shows the accounts, and writes nothing in a dry run', async () => {
    const { stdout, stderr, status } = await run('fix', '--organization', '--dry-run')
    expect(stdout).toMatch(/^shop-bucket {2}222222222222 {2}us-east-1 {2}tls-only$/m)
    expect(stderr).toMatch(/^3 buckets to fix: 3 policies/m)
    expect(status).toBe(1)
    expect(account.requests().filter(({ readOnly }) => !readOnly)).toEqual([])
  })

  test('fixes each bucket with the role of its account, with one journal and topic', async () => {
    addJournal(account)
    const { stdout, status } = await run(
      ...['fix', '--organization', '--yes', '--json', '--journal', JOURNAL],
    )
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(
      results.map(({ bucket, account: id, outcome }) => [bucket, id, outcome]).toSorted(),
    ).toEqual([
      ['media-bucket', MEDIA, 'remediated'],
      ['own-bucket', ACCOUNT, 'remediated'],
      ['shop-bucket', SHOP, 'remediated'],
    ])
    for (const name of ['own-bucket', 'shop-bucket', 'media-bucket']) {
      expect(statementsOn(name)).toMatchObject([{ Sid: 'CooperTlsOnly' }])
    }
    expect(account.aws.bucket('closed-bucket')?.policy).toBeUndefined()
    const puts = account.requests().filter(({ operation }) => operation === 'PutBucketPolicy')
    expect(
      puts.map(({ bucket, caller }) => `${bucket} ${caller.split(':')[4]}`).toSorted(),
    ).toEqual([`media-bucket ${MEDIA}`, `own-bucket ${ACCOUNT}`, `shop-bucket ${SHOP}`])
    const keys = [...(account.aws.bucket(JOURNAL)?.objects.keys() ?? [])]
    expect(keys.filter((key) => key.startsWith(`changes/account=${SHOP}/`))).toHaveLength(1)
    expect(account.aws.messages()).toHaveLength(3)
    expect(status).toBe(0)
  })

  test('exits with 1 where an account is left out', async () => {
    account.aws.roles.delete(roleIn(MEDIA).arn)
    const { stderr, status } = await run('fix', '--organization', '--yes', '--no-notify')
    expect(stderr).toMatch(/^Account 333333333333 is left out: /m)
    expect(stderr).toMatch(/^2 buckets to fix.* 1 account left out: see above\./m)
    expect(status).toBe(1)
  })
})

describe('a change in the journal of a hub', () => {
  const inJournal = (...args: readonly string[]) => run(...args, '--journal', JOURNAL)
  beforeEach(async () => {
    addJournal(account)
    await inJournal('fix', '--organization', '--yes', '--accounts', SHOP)
    account.requests()
  })

  test('is shown and undone for an account, by the role there', async () => {
    const history = await inJournal('history', 'shop-bucket', '--account', SHOP)
    expect(history.stdout).toContain('The bucket had no policy.')
    const { status } = await inJournal('undo', 'shop-bucket', '--account', SHOP, '--yes')
    expect(status).toBe(0)
    expect(account.aws.bucket('shop-bucket')?.policy).toBeUndefined()
    const [removal] = account
      .requests()
      .filter(({ operation }) => operation === 'DeleteBucketPolicy')
    expect(removal?.caller).toBe(`arn:aws:sts::${SHOP}:assumed-role/cooper-member/cooper`)
    const check = await inJournal('check', '--accounts', SHOP)
    expect(check.stdout).toContain('Undone until ')
  })

  test('makes room for a template', async () => {
    const { status } = await inJournal('yield', 'shop-bucket', '--account', SHOP, '--yes')
    expect(status).toBe(0)
    expect(account.aws.bucket('shop-bucket')?.policy).toBeUndefined()
  })

  test('is not found without the account', async () => {
    const { stderr, status } = await inJournal('undo', 'shop-bucket', '--yes')
    expect(stderr).toContain('no change that can be undone')
    expect(status).toBe(2)
  })

  test('is not undone where the role cannot be assumed', async () => {
    account.aws.roles.clear()
    const { stderr, status } = await inJournal('undo', 'shop-bucket', '--account', SHOP, '--yes')
    expect(stderr).toContain(`Cannot assume role "${roleIn(SHOP).arn}"`)
    expect(status).toBe(2)
    expect(statementsOn('shop-bucket')).toMatchObject([{ Sid: 'CooperTlsOnly' }])
  })
})

test('proposals --organization looks in every account', async () => {
  addJournal(account)
  account.aws.roles.delete(roleIn(MEDIA).arn)
  const { stderr, status } = await run('proposals', '--organization', '--journal', JOURNAL)
  expect(stderr).toMatch(/^Account 333333333333 is left out: /m)
  const read = account.requests().filter(({ operation }) => operation === 'GetBucketPolicy')
  expect(new Set(read.map(({ bucket }) => bucket))).toEqual(
    new Set(['own-bucket', 'shop-bucket', 'shop-well', JOURNAL]),
  )
  expect(status).toBe(1)
})

test('impact --organization names the account of each bucket', async () => {
  const { stdout } = await run('impact', '--organization', '--json', '--accounts', SHOP)
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(found).toMatchObject([
    { bucket: 'shop-bucket', account: SHOP, policy: 'planned' },
    { bucket: 'shop-well', account: SHOP, policy: 'live' },
  ])
})
