import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import {
  minimumTlsStatement,
  tlsOnlyStatement,
} from '../../src/core/statements/cooper-statements.ts'
import { localRole } from '../../src/local-aws/identity/role.ts'
import { allow } from '../local-aws/support.ts'
import { policyOf } from '../support/builders.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const MEMBER = '222222222222'
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:cooper`
const PLACE = (name: string) => ({ name, partition: 'aws' })

const ownersOf = (name: string) => ({
  Sid: 'Partner may read',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${name}/*`,
})

const altered = (name: string) => ({
  ...tlsOnlyStatement(PLACE(name)),
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${name}/*`,
})

const POLICIES: Readonly<Record<string, PolicyDocument>> = {
  'own-only': policyOf(tlsOnlyStatement(PLACE('own-only'))),
  shared: policyOf(
    ownersOf('shared'),
    tlsOnlyStatement(PLACE('shared')),
    minimumTlsStatement(PLACE('shared'), '1.2'),
  ),
  altered: policyOf(altered('altered')),
  owners: policyOf(ownersOf('owners')),
}

let account: Account
beforeEach(async () => {
  account = await startAccount([], {
    topics: [TOPIC],
    organization: {
      ...{ id: 'o-exampleorg1', root: 'r-exam', managementAccount: ACCOUNT },
      accounts: [
        { id: ACCOUNT, name: 'Home' },
        { id: MEMBER, name: 'Member' },
      ],
    },
    roles: [
      localRole({
        ...{ account: MEMBER, name: 'cooper-member', policy: [allow('s3:*')] },
        trust: [
          {
            ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          },
        ],
      }),
    ],
  })
  addJournal(account)
  for (const [name, policy] of Object.entries(POLICIES)) account.add({ name, policy })
  account.add({ name: 'no-policy', policy: null })
  account.add({ name: 'in-ireland', region: 'eu-west-1' })
  account.add({ name: 'of-member', account: MEMBER })
})
afterEach(() => account.close())

const run = (...args: readonly string[]) =>
  cooper(args, { ...account.environment, TOPIC_ARN: TOPIC, JOURNAL_BUCKET: JOURNAL })
const uninstall = (...args: readonly string[]) => run('uninstall', ...args)

const policyOn = (name: string) => {
  const text = account.aws.bucket(name)?.policy?.text
  return text === undefined ? undefined : JSON.parse(text)
}
const jsonOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const writes = () =>
  account
    .requests()
    .filter(({ readOnly, bucket, service }) => !readOnly && bucket !== JOURNAL && service === 's3')
    .map(({ operation, bucket }) => `${operation} ${bucket}`)
    .toSorted()

describe('a dry run', () => {
  test('shows the difference of each policy with statements of Cooper, and writes nothing', async () => {
    const { stdout, stderr, status } = await uninstall('--dry-run')
    expect(stdout.match(/^[a-z-]+ {2}\d{12} {2}us-east-1$/gm)).toEqual([
      expect.stringContaining('own-only'),
      expect.stringContaining('shared'),
    ])
    expect(stdout).toMatch(/^-.*"Sid": "CooperTlsOnly"/m)
    expect(stdout).not.toMatch(/^-.*Partner may read/m)
    expect(stderr).toContain('2 buckets with statements of Cooper; 0 could not be read.')
    expect(status).toBe(1)
    expect(writes()).toEqual([])
  })

  test('--json has both policies', async () => {
    const { stdout } = await uninstall('--dry-run', '--json', 'own-only', 'shared')
    expect(jsonOf(stdout)).toMatchObject([
      { bucket: { name: 'own-only' }, before: { policy: {} }, after: { policy: null } },
      { bucket: { name: 'shared' }, after: { policy: policyOf(ownersOf('shared')) } },
    ])
  })
})

describe('uninstall', () => {
  test("removes Cooper's statements everywhere, and nothing else", async () => {
    const encryption = account.aws.bucket('shared')?.encryption
    const { stdout, stderr, status } = await uninstall('--all-regions', '--yes', '--json')
    expect(jsonOf(stdout).map(({ bucket, account: id, removed }) => [bucket, id, removed])).toEqual(
      expect.arrayContaining(
        ['in-ireland', 'own-only', 'shared'].map((name) => [name, ACCOUNT, true]),
      ),
    )
    expect(policyOn('own-only')).toBeUndefined()
    expect(policyOn('in-ireland')).toBeUndefined()
    expect(policyOn('shared')).toEqual(policyOf(ownersOf('shared')))
    expect(policyOn('altered')).toEqual(policyOf(altered('altered')))
    expect(policyOn('owners')).toEqual(policyOf(ownersOf('owners')))
    expect(account.aws.bucket('shared')?.encryption).toBe(encryption)
    expect(writes()).toEqual([
      'DeleteBucketPolicy in-ireland',
      'DeleteBucketPolicy own-only',
      'PutBucketPolicy shared',
    ])
    expect(stderr).toContain("Cooper's statements were removed from 3 of 3 buckets.")
    expect(status).toBe(0)
  })

  test('finds nothing the second time', async () => {
    await uninstall('--yes')
    account.requests()
    const { stdout, status } = await uninstall('--yes')
    expect(stdout).toBe('')
    expect(writes()).toEqual([])
    expect(status).toBe(0)
  })

  test('removes only the statements of the controls that are named', async () => {
    await uninstall('shared', '--control', 'minimum-tls', '--yes')
    const [, ...own] = policyOn('shared').Statement
    expect(own).toMatchObject([{ Sid: 'CooperTlsOnly' }])
  })

  test('is in the journal, is notified, and places the hold of an undo', async () => {
    await uninstall('own-only', '--yes', '--until', '2999-01-31')
    const [message] = account.aws.messages()
    expect(message?.subject).toBe('A change by Cooper was undone on S3 bucket own-only')
    const { stdout: history } = await run('history', 'own-only')
    expect(history).toContain('npx cooper uninstall')
    const { stdout } = await run('check', 'own-only')
    expect(stdout).toContain("Cooper's statements removed until 2999-01-31 by arn:")
  })

  test('is undone by the command that it prints', async () => {
    const before = policyOn('shared')
    const { stdout } = await uninstall('shared', '--yes')
    const [, command = ''] = /To put them back: npx cooper (.*)/.exec(stdout) ?? []
    const { status } = await run(...command.split(' '), '--yes')
    expect(status).toBe(0)
    expect(policyOn('shared')).toEqual(before)
  })

  test('works on the accounts of an organization', async () => {
    const { stdout, status } = await uninstall('--organization', '--yes', '--json')
    expect(
      jsonOf(stdout)
        .map(({ bucket, account: id }) => `${id} ${bucket}`)
        .toSorted(),
    ).toEqual([`${ACCOUNT} own-only`, `${ACCOUNT} shared`, `${MEMBER} of-member`])
    expect(policyOn('of-member')).toBeUndefined()
    expect(status).toBe(0)
  })

  test('does not touch the bucket of the journal', async () => {
    const policy = policyOf(tlsOnlyStatement(PLACE(JOURNAL)))
    account.aws.storePolicy(JOURNAL, policy)
    await uninstall('--yes')
    expect(policyOn(JOURNAL)).toEqual(policy)
  })

  test('exits with 1 where a policy cannot be read, or was not removed', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:GetBucketPolicy' }
    account.aws.storePolicy('owners', policyOf({ ...deny, Resource: 'arn:aws:s3:::owners' }))
    account.aws.fault({
      operation: 'DeleteBucketPolicy',
      bucket: 'own-only',
      error: { code: 'AccessDenied', status: 403 },
    })
    const { stdout, stderr, status } = await uninstall('--yes')
    expect(stderr).toMatch(/^owners: s3:GetBucketPolicy was refused/m)
    expect(stdout).toMatch(/✗ own-only {2}not removed\n {2}- /)
    expect(stdout).toContain('✓ shared  removed')
    expect(stderr).toContain('removed from 1 of 2 buckets')
    expect(status).toBe(1)
  })

  test('asks nobody without a terminal, and changes nothing', async () => {
    const { stderr, status } = await uninstall()
    expect(stderr).toContain('add --yes or --dry-run')
    expect(status).toBe(2)
    expect(writes()).toEqual([])
  })

  test('does not begin where nobody would be notified', async () => {
    const { stderr, status } = await cooper(['uninstall', '--yes'], account.environment)
    expect(stderr).toContain('Nobody would be notified')
    expect(status).toBe(2)
  })
})
