import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { localRole } from '../../src/local-aws/identity/role.ts'
import { allow } from '../local-aws/support.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const [SHOP, MEDIA, NEW] = ['222222222222', '333333333333', '444444444444'] as const

const roleIn = (account: string) =>
  localRole({
    ...{ account, name: 'cooper-member', policy: [allow('s3:*')] },
    trust: [
      {
        ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      },
    ],
  })

let account: Account
beforeEach(async () => {
  account = await startAccount([], {
    organization: {
      ...{ id: 'o-exampleorg1', root: 'r-exam', managementAccount: ACCOUNT },
      accounts: [ACCOUNT, SHOP, MEDIA].map((id) => ({ id, name: id })),
    },
    roles: [roleIn(SHOP), roleIn(MEDIA), roleIn(NEW)],
  })
  addJournal(account, { GRACE_DAYS: '14' })
  for (const [id, name] of [
    [SHOP, 'shop-bucket'],
    [MEDIA, 'media-bucket'],
    [NEW, 'new-bucket'],
  ] as const) {
    account.add({ name, account: id, policy: null })
  }
  store('members.json', {
    ...{ version: 1, time: '2026-11-28T03:15:00.000Z', exempt: [] },
    members: [
      { id: SHOP, name: 'Shop', ous: ['ou-exam-prod0001', 'r-exam'] },
      { id: MEDIA, name: 'Media', ous: ['r-exam'] },
    ],
  })
})
afterEach(() => account.close())

function store(key: string, value: object | string) {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  const object = { body, etag, headers: {}, modifiedAt: new Date() }
  account.aws.bucket(JOURNAL)?.objects.set(key, object)
}

const SETTINGS = {
  default: { EXEMPT_BUCKETS: 'legacy-*', GRACE_DAYS: '7' },
  ous: {
    'ou-exam-prod0001': { MODE: 'report', CONTROLS: 'tls-only' },
    'r-exam': { GRACE_DAYS: '3' },
  },
  accounts: {
    [SHOP]: { MODE: 'remediate', GRACE_DAYS: '5' },
    [MEDIA]: { EXEMPT_BUCKETS: 'media-*' },
  },
}
const storeSettings = (value: object | string = SETTINGS) =>
  store('settings/organization.json', value)

const run = (...args: readonly string[]) =>
  cooper(args, { ...account.environment, JOURNAL_BUCKET: JOURNAL })

const settingsOf = async (id: string) => {
  const { stdout } = await run('settings', id, '--json')
  return JSON.parse(stdout)
}

describe('settings', () => {
  test('shows the value that counts, and where it is from', async () => {
    storeSettings()
    const { settings, ...about } = await settingsOf(SHOP)
    expect(about).toEqual({ account: SHOP, name: 'Shop', ous: ['ou-exam-prod0001', 'r-exam'] })
    expect(settings).toMatchObject({
      MODE: { value: 'remediate', from: SHOP },
      CONTROLS: { value: 'tls-only', from: 'ou-exam-prod0001' },
      GRACE_DAYS: { value: '3', from: 'r-exam' },
      EXEMPT_BUCKETS: { value: 'legacy-*', from: 'default' },
      DEFAULT_ENCRYPTION: { value: 'sse-s3', from: 'environment' },
    })
  })

  test('of an account that the hub leaves alone says so, and fix leaves it out', async () => {
    const members = [{ id: SHOP, name: 'Shop', ous: ['r-exam'] }]
    store('members.json', {
      ...{ version: 1, time: '2026-11-28T03:15:00.000Z', members },
      exempt: [SHOP],
    })
    expect((await settingsOf(SHOP)).isExempt).toBe(true)
    const args = ['fix', '--organization', '--accounts', SHOP, '--dry-run']
    const { stderr, status } = await run(...args)
    expect(stderr).toContain('The hub leaves it alone')
    expect(status).toBe(1)
    expect((await run(...args, '--shell-settings')).stdout).toContain('shop-bucket')
    expect((await run('uninstall', ...args.slice(1))).stderr).not.toContain('leaves it alone')
  })

  test('is a table for people', async () => {
    storeSettings()
    const { stdout, status } = await run('settings', MEDIA)
    expect(stdout).toMatch(/^MODE +remediate +environment$/m)
    expect(stdout).toMatch(/^EXEMPT_BUCKETS +media-\* +333333333333$/m)
    expect(status).toBe(0)
  })

  test('are those of the environment where the organization has none', async () => {
    const { settings } = await settingsOf(NEW)
    expect(settings.GRACE_DAYS).toEqual({ value: '14', from: 'environment' })
    expect(settings).not.toHaveProperty('KMS_KEY_ARN')
  })

  test.each<[reason: string, args: readonly string[], prepare: () => void, message: string]>([
    [
      'settings that are not valid',
      [SHOP],
      () => storeSettings('{"ous":1}'),
      'Cannot use the settings of the organization: ous',
    ],
    [
      'an account whose units are not known',
      [NEW],
      () => storeSettings(),
      'organizational units are not known yet',
    ],
    [
      'a journal without settings of a bot',
      [SHOP],
      () => account.aws.bucket(JOURNAL)?.objects.clear(),
      'The journal has no settings of the bot',
    ],
    ['what is no account', ['shop'], () => {}, 'It must be the id of an account'],
  ])('ends with 2 for %s', async (_reason, args, prepare, message) => {
    prepare()
    const { stderr, stdout, status } = await run('settings', ...args)
    expect(stderr).toContain(message)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })
})

describe('check --organization', () => {
  const check = async (...ids: readonly string[]) => {
    const { stdout, stderr, status } = await run('check', '--json', '--accounts', ids.join(','))
    const reports = stdout
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    return { stderr, status, reports }
  }

  test('goes by the settings of each account', async () => {
    storeSettings()
    const { reports } = await check(SHOP, MEDIA)
    const found = reports.map(({ bucket, verdict, findings }) => [
      bucket.name,
      verdict,
      findings.map(({ control }: { readonly control: string }) => control),
    ])
    expect(found.toSorted()).toMatchObject([
      ['media-bucket', 'exempt', expect.arrayContaining(['default-encryption', 'tls-only'])],
      ['shop-bucket', 'non-compliant', ['tls-only']],
    ])
  })

  test('leaves out an account whose settings are not known', async () => {
    storeSettings()
    const { reports, stderr, status } = await check(SHOP, NEW)
    expect(reports.map(({ bucket }) => bucket.name)).toEqual(['shop-bucket'])
    expect(stderr).toContain(
      `Account ${NEW} is left out: Its organizational units are not known yet`,
    )
    expect(status).toBe(1)
  })

  test('ends with 2 where the settings of the organization are not valid', async () => {
    storeSettings('{')
    const { stderr, status } = await check(SHOP)
    expect(stderr).toContain('Cannot use the settings of the organization')
    expect(status).toBe(2)
  })
})
