import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { localRole } from '../../src/local-aws/identity/role.ts'
import type { StoredBucket } from '../../src/local-aws/s3/bucket.ts'
import { allow } from '../local-aws/support.ts'
import { policyOf } from '../support/builders.ts'
import { ACCOUNT, type Account, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const SHOP = '222222222222'

let account: Account
beforeEach(async () => {
  account = await startAccount([], {
    securityHub: { pageSize: 1, offIn: ['eu-south-1'], refuses: (id) => id.includes('refused') },
    organization: {
      ...{ id: 'o-exampleorg1', root: 'r-exam', managementAccount: ACCOUNT },
      accounts: [
        { id: ACCOUNT, name: 'Audit' },
        { id: SHOP, name: 'Shop' },
      ],
    },
    roles: [
      localRole({
        ...{
          account: SHOP,
          name: 'cooper-member',
          policy: [allow('s3:*'), allow('securityhub:*')],
        },
        trust: [
          {
            ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/auditor` },
          },
        ],
      }),
    ],
  })
})
afterEach(() => account.close())

const check = (...args: readonly string[]) =>
  cooper(['check', '--all-regions', '--security-hub', ...args], account.environment)

const findingOn = (bucket: string, control = 'tls-only') =>
  account.aws
    .findings()
    .find(({ GeneratorId, Id }) => GeneratorId === `cooper/${control}` && Id.endsWith(`/${bucket}`))

const stateOn = (bucket: string) => {
  const found = findingOn(bucket)
  return `${found?.Compliance.Status} ${found?.Workflow.Status}`
}

const exempt = (bucket: StoredBucket) => {
  bucket.tags = {
    TagSet: { Tag: { Key: 'cooper:exempt', Value: 'tls-only until=2999-12-31 till' } },
  }
}

const on = (name: string) => {
  const bucket = account.aws.bucket(name)
  if (!bucket) throw new Error(`There is no bucket ${name}`)
  return bucket
}

const calls = () =>
  account
    .requests()
    .filter(({ service }) => service === 'securityhub')
    .map(({ operation }) => operation)

test('each finding goes to Security Hub of its account and region, and a compliant one has passed', async () => {
  account.add({ name: 'well' })
  account.add({ name: 'open', policy: null })
  account.add({ name: 'open-in-ireland', region: 'eu-west-1', policy: null })
  const { status, stderr, stdout } = await check()
  expect(stderr).not.toContain('Security Hub')
  expect(status).toBe(1)
  expect(stdout).toContain('3 buckets of account')
  expect([stateOn('well'), stateOn('open'), stateOn('open-in-ireland')]).toEqual([
    ...['PASSED NEW', 'FAILED NEW', 'FAILED NEW'],
  ])
  expect(findingOn('open-in-ireland')?.Region).toBe('eu-west-1')
  expect(findingOn('well', 'minimum-tls')?.Compliance.Status).toBe('NOT_AVAILABLE')
  expect(account.aws.findings()).toHaveLength(3 * 6)
})

test('a bucket of 100 findings and more takes several imports', async () => {
  for (let i = 0; i < 18; i += 1) account.add({ name: `bucket-${i}` })
  await check()
  expect(calls().toSorted()).toEqual([
    ...['BatchImportFindings', 'BatchImportFindings', 'GetFindings'],
  ])
  expect(account.aws.findings()).toHaveLength(18 * 6)
})

describe('the workflow', () => {
  test('is suppressed when an exemption begins, and new again when it ends', async () => {
    account.add({ name: 'till', policy: null })
    await check()
    expect(stateOn('till')).toBe('FAILED NEW')
    exempt(on('till'))
    await check()
    expect(stateOn('till')).toBe('NOT_AVAILABLE SUPPRESSED')
    calls()
    await check()
    expect(stateOn('till')).toBe('NOT_AVAILABLE SUPPRESSED')
    expect(calls()).not.toContain('BatchUpdateFindings')
    on('till').tags = undefined
    await check()
    expect(stateOn('till')).toBe('FAILED NEW')
  })

  test('stays as people set it', async () => {
    account.add({ name: 'theirs', policy: null })
    await check()
    const moveTo = (Status: string) => {
      const finding = findingOn('theirs')
      if (finding) finding.Workflow = { Status }
    }
    moveTo('RESOLVED')
    exempt(on('theirs'))
    await check()
    expect(stateOn('theirs')).toBe('NOT_AVAILABLE RESOLVED')
    moveTo('SUPPRESSED')
    on('theirs').tags = undefined
    await check()
    expect(stateOn('theirs')).toBe('FAILED SUPPRESSED')
  })

  test('is told where it could not be moved', async () => {
    account.add({ name: 'till', policy: null, spoilt: exempt })
    const error = { code: 'AccessDeniedException', status: 403, message: 'No\u001b[31m' }
    account.aws.fault({ operation: 'BatchUpdateFindings', error })
    const { status, stderr } = await check('--fail-on', 'never')
    expect(status).toBe(1)
    expect(stderr).toContain(
      'securityhub:BatchUpdateFindings failed: AccessDeniedException: No?[31m',
    )
  })
})

describe('what Security Hub refuses', () => {
  test('is told, and the exit code is 1, although every bucket is compliant', async () => {
    account.add({ name: 'well' })
    account.add({ name: 'well-in-milan', region: 'eu-south-1' })
    const { status, stderr } = await check()
    expect(status).toBe(1)
    expect(stderr).toContain(
      'Security Hub: 6 findings of account 123456789012 in eu-south-1 are not imported: securityhub:GetFindings failed: InvalidAccessException: Account 123456789012 is not subscribed',
    )
    expect(stateOn('well')).toBe('PASSED NEW')
  })

  test('finding by finding: the others are imported', async () => {
    account.add({ name: 'well' })
    account.add({ name: 'refused', policy: null, spoilt: exempt })
    const { status, stderr } = await check('--fail-on', 'never')
    expect(status).toBe(1)
    expect(stderr).toContain(
      'Security Hub: cooper/tls-only/123456789012/us-east-1/refused: InvalidInput: Scripted refusal\n',
    )
    expect(stateOn('well')).toBe('PASSED NEW')
    expect(calls()).not.toContain('BatchUpdateFindings')
  })

  test.each([
    ['throttles', { code: 'TooManyRequestsException', status: 429 }],
    ['fails for a moment', { code: 'InternalException', status: 500 }],
  ])('is asked again where it %s', async (_reason, error) => {
    account.add({ name: 'well' })
    account.aws.fault({ operation: 'BatchImportFindings', error, times: 2 })
    expect((await check()).status).toBe(0)
    expect(stateOn('well')).toBe('PASSED NEW')
    expect(calls().filter((call) => call === 'BatchImportFindings')).toHaveLength(3)
  })
})

test('in an organization, each account imports its own findings, by its role', async () => {
  account.add({ name: 'own-bucket' })
  account.add({ name: 'shop-bucket', account: SHOP, policy: policyOf() })
  const { stderr } = await check('--organization')
  expect(stderr).not.toContain('Security Hub')
  expect(findingOn('shop-bucket')).toMatchObject({
    AwsAccountId: SHOP,
    ProductArn: `arn:aws:securityhub:us-east-1:${SHOP}:product/${SHOP}/default`,
  })
  const callers = account.requests().filter(({ operation }) => operation === 'BatchImportFindings')
  expect(callers.map(({ caller }) => caller).toSorted()).toEqual([
    `arn:aws:iam::${ACCOUNT}:user/auditor`,
    `arn:aws:sts::${SHOP}:assumed-role/cooper-member/cooper`,
  ])
})
