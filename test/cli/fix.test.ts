import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RequestEntry } from '../../src/local-aws/log.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, KINDS, startAccount } from './account.ts'
import { cooper, startCooper } from './run-cooper.ts'

const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:cooper`
let account: Account
beforeEach(async () => {
  account = await startAccount(KINDS, { topics: [TOPIC] })
  addJournal(account)
})
afterEach(() => account.close())

const environment = () => ({
  ...account.environment,
  TOPIC_ARN: TOPIC,
  JOURNAL_BUCKET: JOURNAL,
})

const fix = (...args: readonly string[]) => cooper(['fix', ...args], environment())

const NON_COMPLIANT = KINDS.filter(({ verdict }) => verdict === 'non-compliant').map(
  ({ name }) => name,
)

const isPut = ({ operation, bucket }: RequestEntry) =>
  operation.startsWith('Put') && bucket !== JOURNAL

const messages = () => account.aws.messages().map(({ message }) => JSON.parse(message))
const records = () => messages().map((text) => JSON.parse(text.default))

const journal = () =>
  [...(account.aws.bucket(JOURNAL)?.objects ?? [])].flatMap(([key, { body }]) =>
    key.startsWith('changes/') ? [JSON.parse(body.toString())] : [],
  )

describe('--dry-run', () => {
  test('shows the difference for each non-compliant bucket and the totals, and writes nothing', async () => {
    const { stdout, stderr, status } = await fix('--dry-run', '--all-regions')
    for (const name of NON_COMPLIANT) expect(stdout).toMatch(new RegExp(`^${name} {2}`, 'm'))
    expect(stdout).toMatch(/^\+.*"Sid": "CooperTlsOnly"/m)
    expect(stdout).toMatch(/^\+.*"SSEAlgorithm": "AES256"/m)
    expect(stdout).not.toMatch(/^(all-is-well|website|exempt)/m)
    expect(stderr).toMatch(
      new RegExp(
        `^${NON_COMPLIANT.length} buckets to fix: \\d+ policies and 2 encryption rules\\. 3 buckets could not`,
        'm',
      ),
    )
    expect(status).toBe(1)
    expect(account.requests().filter(isPut)).toEqual([])
    expect(messages()).toEqual([])
  })

  test('--json prints what would change', async () => {
    const { stdout } = await fix('--dry-run', '--json', 'no-policy')
    expect(JSON.parse(stdout)).toMatchObject({
      bucket: { name: 'no-policy' },
      before: { policy: null },
      after: { policy: { Statement: [{ Sid: 'CooperTlsOnly' }] } },
    })
  })
})

describe('--yes', () => {
  test('fixes non-compliant buckets, records the changes and notifies; then there is nothing to fix', async () => {
    const { stdout, status } = await fix('--yes', '--all-regions')
    for (const name of NON_COMPLIANT) expect(stdout).toContain(`✓ ${name}  remediated`)
    expect(status).toBe(0)
    const notified = records().map(({ bucket }) => bucket)
    expect(notified.toSorted()).toEqual(NON_COMPLIANT.toSorted())
    expect(records()[0]).toMatchObject({
      event: { name: 'CooperFix' },
      actor: { arn: `arn:aws:iam::${ACCOUNT}:user/auditor`, userAgent: 'cooper fix' },
    })
    expect(journal().filter(({ notified }) => notified)).toHaveLength(NON_COMPLIANT.length)
    account.requests()
    const again = await fix('--yes', '--all-regions')
    expect(again.stderr).toContain('There is nothing to fix. 3 buckets could not be read')
    expect(account.requests().filter(isPut)).toEqual([])
    expect(again.status).toBe(1)
  })

  test('fixes only the named buckets, whatever MODE is', async () => {
    const { status } = await fix('--yes', 'no-policy', '--set', 'MODE=report')
    expect(status).toBe(0)
    expect(
      account
        .requests()
        .filter(isPut)
        .map(({ bucket }) => bucket),
    ).toEqual(['no-policy'])
  })

  test('fixes at most the number of buckets in --max', async () => {
    const { stderr } = await fix('--yes', '--max', '2')
    expect(stderr).toContain('2 buckets to fix')
    expect(stderr).toContain('Cooper fixed 2 of 2 buckets; 0 failed.')
    expect(
      new Set(
        account
          .requests()
          .filter(isPut)
          .map(({ bucket }) => bucket),
      ).size,
    ).toBe(2)
  })

  test('fixes one control only with --control', async () => {
    await fix('--yes', 'nothing-at-all', '--control', 'default-encryption')
    expect(
      account
        .requests()
        .filter(isPut)
        .map(({ operation }) => operation),
    ).toEqual(['PutBucketEncryption'])
  })

  test('notifies nobody with --no-notify, and still keeps the record', async () => {
    await fix('--yes', 'no-policy', '--no-notify')
    expect(messages()).toEqual([])
    expect(journal()).toHaveLength(1)
  })

  test('a refusal of S3 is reported and does not stop other buckets', async () => {
    account.aws.fault({
      ...{ operation: 'PutBucketPolicy', bucket: 'no-policy' },
      error: {
        code: 'AccessDenied',
        status: 403,
        message: 'with an explicit deny in a service control policy',
      },
    })
    const { stdout, stderr, status } = await fix('--yes', 'no-policy', 'objects-only')
    expect(stdout).toContain('✗ no-policy  failed')
    expect(stdout).toContain('S3 refused PutBucketPolicy with AccessDenied')
    expect(stdout).toContain('✓ objects-only  remediated')
    expect(stderr).toContain('Cooper fixed 1 of 2 buckets; 1 failed.')
    expect(status).toBe(1)
  })

  test('--json prints one record per line', async () => {
    const { stdout } = await fix('--yes', '--json', 'no-policy')
    expect(JSON.parse(stdout)).toMatchObject({ bucket: 'no-policy', outcome: 'remediated' })
  })
})

test('Ctrl-C finishes the bucket in progress and starts no other; the next run continues', async () => {
  account.aws.fault({ operation: 'PutBucketPolicy', delayMs: 5000, times: 99 })
  const args = ['fix', '--yes', '--concurrency', '1']
  const running = startCooper(args, environment())
  const puts = () => account.requests().filter(isPut)
  const isWriting = () => journal().length > 0
  while (!isWriting()) await new Promise((done) => setTimeout(done, 20))
  running.kill('SIGINT')
  const { status, stderr } = await running.ended
  expect(status).toBe(130)
  expect(stderr).toMatch(/^Cooper fixed 1 of \d+ buckets; 0 failed\.$/m)
  expect(puts().filter(({ operation }) => operation === 'PutBucketPolicy')).toHaveLength(1)
  expect(journal()).toMatchObject([{ notified: ['sns'], record: { outcome: 'remediated' } }])
  account.aws.clearFaults()
  const again = await fix('--yes')
  expect(again.stderr).toMatch(/Cooper fixed (\d+) of \1 buckets; 0 failed\./)
})

describe('wrong usage exits with 2', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    [
      'nobody to notify',
      ['--yes'],
      { TOPIC_ARN: '' },
      'Nobody would be notified: set TOPIC_ARN, or add --no-notify',
    ],
    ['no terminal', ['no-policy'], {}, 'without a terminal: add --yes or --dry-run'],
    ['not a number', ['--max', '0'], {}, 'It must be a whole number from 1 to 1000000.'],
    ['not a bucket name', ['--yes', 'x'], {}, '"x" is not the name of a bucket'],
  ])('%s', async (_, args, variables, message) => {
    const { stderr, status } = await cooper(['fix', ...args], { ...environment(), ...variables })
    expect(stderr).toContain(message)
    expect(status).toBe(2)
    expect(account.requests().filter(isPut)).toEqual([])
  })
})
