import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import { keyOfChange } from '../../src/core/journal/keys.ts'
import { JOURNAL } from './account.ts'
import { type JournaledAccount, startJournaled, TOPIC } from './journaled-account.ts'
import { cooper } from './run-cooper.ts'

const BUCKET = 'no-policy'

let account: JournaledAccount
beforeEach(async () => {
  account = await startJournaled(BUCKET)
})
afterEach(() => account.close())

const run = (...args: readonly string[]) => account.run(...args)

const fix = (...args: readonly string[]) => run('fix', '--yes', BUCKET, ...args)

/** The journal refuses every write after the intent and its mark in the outbox. */
const failJournal = (times = 99) =>
  account.aws.fault({
    ...{ operation: 'PutObject', bucket: JOURNAL, nth: 3, times },
    error: { code: 'AccessDenied', status: 403, message: 'The journal is closed' },
  })

const stored = () =>
  [...(account.aws.bucket(JOURNAL)?.objects ?? [])].filter(([key]) => /^(changes|holds)/.test(key))

const entries = (): readonly JournalEntry[] =>
  stored()
    .map(([, { body }]) => JSON.parse(body.toString()))
    .toSorted((one, other) => (one.started < other.started ? -1 : 1))

/** Lets the longest run pass, so that the run of each entry has certainly ended. */
function pass() {
  for (const [key, object] of stored()) {
    const entry: JournalEntry = JSON.parse(object.body.toString())
    const started = new Date(Date.parse(entry.started) - 16 * 60_000).toISOString()
    store(key, { ...entry, started })
  }
}

function store(key: string, entry: JournalEntry) {
  const body = Buffer.from(JSON.stringify(entry))
  account.aws.bucket(JOURNAL)?.objects.set(key, {
    ...{ body, etag: `"${createHash('md5').update(body).digest('hex')}"`, headers: {} },
    modifiedAt: new Date(),
  })
}

/** A fix whose journal failed after the write. Nothing says that it has ended. */
async function brokenFix() {
  failJournal()
  await fix()
  account.aws.clearFaults()
}

const records = () =>
  account.aws.messages().map(({ message }) => JSON.parse(JSON.parse(message).default))

const policy = () => account.aws.bucket(BUCKET)?.policy

const isPolicyPut = ({ operation }: { readonly operation: string }) =>
  operation === 'PutBucketPolicy'

describe('a journal that fails after the write', () => {
  test('does not hide the write: the result says what was done, and what is missing', async () => {
    failJournal()
    const { stdout, stderr, status } = await fix()
    expect(policy()).toBeDefined()
    expect(stdout).toContain(`✗ ${BUCKET}  remediated`)
    expect(stdout).toContain('It now has one with the statement "CooperTlsOnly".')
    expect(stdout).toContain('Cannot write to the journal')
    expect(stdout).toContain(`To complete it, run it again: npx cooper fix ${BUCKET}`)
    expect(stderr).toContain('Cooper fixed 1 of 1 bucket; 0 failed; not completed: 1.')
    expect(status).toBe(1)
  })

  test('--json has the record and the reason', async () => {
    failJournal()
    const { stdout } = await fix('--json')
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ bucket: BUCKET, outcome: 'remediated', steps: [{ status: 'done' }] },
      incomplete: expect.stringContaining('Cannot write to the journal'),
    })
  })

  test('only once: the command tries again, and everything is recorded', async () => {
    failJournal(1)
    const { stdout, status } = await fix()
    expect(stdout).toContain(`✓ ${BUCKET}  remediated`)
    expect(status).toBe(0)
    expect(entries()).toMatchObject([{ notified: ['sns'], record: { outcome: 'remediated' } }])
    expect(account.requests().filter(isPolicyPut)).toHaveLength(1)
  })
})

describe('the next run', () => {
  test('completes the change of the earlier one: it records it and notifies people', async () => {
    await brokenFix()
    pass()
    const told = records().length
    const { stdout, stderr, status } = await fix()
    expect(stderr).toContain('1 change of an earlier run to complete.')
    expect(stdout).toContain(`✓ ${BUCKET}  remediated`)
    expect(status).toBe(0)
    expect(entries()).toMatchObject([
      {
        notified: ['sns'],
        record: { outcome: 'remediated', before: { policy: null }, steps: [{ status: 'done' }] },
      },
    ])
    expect(records().slice(told)).toMatchObject([{ id: entries()[0]?.intent.event.id }])
    expect(account.requests().filter(isPolicyPut)).toHaveLength(1)
    const { stderr: third } = await fix()
    expect(third).toContain('There is nothing to fix.')
  })

  test('finds the change among all buckets too', async () => {
    await brokenFix()
    pass()
    const { status } = await run('fix', '--yes', '--set', `EXEMPT_BUCKETS=${JOURNAL}`)
    expect(status).toBe(0)
    expect(entries()).toMatchObject([{ record: { outcome: 'remediated' } }])
  })

  test('with --dry-run only says that it is there', async () => {
    await brokenFix()
    pass()
    const { stderr, status } = await run('fix', BUCKET, '--dry-run')
    expect(stderr).toContain('1 change of an earlier run to complete.')
    expect(status).toBe(1)
    expect(entries()[0]?.record).toBeUndefined()
  })

  test('with a journal that cannot be read stops before it changes anything', async () => {
    account.aws.fault({
      ...{ operation: 'ListObjectsV2', bucket: JOURNAL, times: 99 },
      error: { code: 'AccessDenied', status: 403 },
    })
    const { stderr, status } = await fix()
    expect(stderr).toContain('Cannot list the journal in bucket "cooper-journal"')
    expect(status).toBe(2)
    expect(policy()).toBeUndefined()
  })
})

describe('two commands at once', () => {
  test('a second fix leaves the bucket to the first one, and says so', async () => {
    await brokenFix()
    const before = stored()
    const told = records().length
    const { stdout, stderr, status } = await fix()
    expect(stderr).toContain('1 bucket left to another fix command, which may still be in progress')
    expect(stdout).not.toContain('✓')
    expect(status).toBe(1)
    expect(stored()).toEqual(before)
    expect(records()).toHaveLength(told)
  })

  test('an undo waits for the fix, and writes nothing', async () => {
    await brokenFix()
    const before = stored()
    const { stderr, status } = await run('undo', BUCKET, '--yes')
    expect(stderr).toContain('is still in progress. Try again in 15 minutes')
    expect(status).toBe(2)
    expect(policy()).toBeDefined()
    expect(stored()).toEqual(before)
  })
})

test('a fix that ends with a failure says so in its entry, and the next one completes it at once', async () => {
  const { status } = await cooper(['fix', '--yes', BUCKET], {
    ...{ ...account.environment, TOPIC_ARN: `${TOPIC}-gone`, JOURNAL_BUCKET: JOURNAL },
  })
  expect(status).toBe(1)
  expect(entries()).toMatchObject([{ abandoned: true, record: { outcome: 'remediated' } }])
  const { stdout } = await fix()
  expect(stdout).toContain(`✓ ${BUCKET}`)
  expect(entries()).toMatchObject([{ notified: ['sns'], record: { outcome: 'remediated' } }])
  expect(records()).toMatchObject([{ outcome: 'remediated' }])
})

test('two unfinished changes of one bucket are one bucket, one after the other', async () => {
  await brokenFix()
  pass()
  const [entry] = entries()
  if (!entry) throw new Error('The fix should have an entry')
  const event = { ...entry.intent.event, id: 'fix-second' }
  const second = { ...entry, intent: { ...entry.intent, event } }
  store(keyOfChange(event), second)
  const { stdout: outlook } = await run('fix', BUCKET, '--dry-run')
  expect(outlook).toContain(`not completed since ${entry.started}: bucket policy`)
  const { stdout, stderr } = await run('fix', '--yes', '--max', '1', BUCKET)
  expect(stderr).toContain('2 changes of an earlier run to complete.')
  expect(stderr).toContain('Cooper fixed 1 of 1 bucket; 0 failed.')
  expect(stdout.match(/✓ no-policy/g)).toHaveLength(2)
  expect(entries()).toMatchObject([{ notified: ['sns'] }, { notified: ['sns'] }])
})

describe('meanwhile', () => {
  test('history says what was begun, and how to complete it', async () => {
    failJournal()
    await fix()
    const { stdout } = await run('history', BUCKET)
    expect(stdout).toMatch(/unfinished {2}fix-/)
    expect(stdout).toContain('begun: bucket policy, for tls-only')
    expect(stdout).toContain(`To complete it: npx cooper fix ${BUCKET}`)
  })

  test('undo completes the record, and takes the change back', async () => {
    await brokenFix()
    pass()
    const { stdout, status } = await run('undo', BUCKET, '--yes')
    expect(stdout).toContain('Cooper leaves tls-only of this bucket alone until')
    expect(status).toBe(0)
    expect(policy()).toBeUndefined()
    expect(entries()).toMatchObject([
      { notified: ['sns'], record: { outcome: 'remediated', steps: [{ status: 'done' }] } },
      { notified: ['sns'], record: { outcome: 'undone' } },
    ])
    const { stderr } = await fix()
    expect(stderr).not.toContain('earlier run')
  })

  test('undo of a bucket that changed since shows the change, and writes nothing', async () => {
    await brokenFix()
    pass()
    const { Statement } = JSON.parse(policy()?.text ?? '{}') as { Statement: object[] }
    const more = { ...Statement[0], Sid: 'Another' }
    account.aws.storePolicy(BUCKET, { Version: '2012-10-17', Statement: [...Statement, more] })
    const { stdout, status } = await run('undo', BUCKET, '--yes')
    expect(stdout).toContain('The policy changed after')
    expect(stdout).toContain('"Sid": "Another"')
    expect(status).toBe(1)
    expect(entries()[0]?.record).toBeUndefined()
    await run('undo', BUCKET, '--yes', '--own-statements-only')
    expect(JSON.parse(policy()?.text ?? '{}').Statement).toEqual([more])
  })
})
