import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { BUCKET, deploy, HELD } from '../end-to-end/deployed.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { cooper } from './run-cooper.ts'

const JOURNAL = 'cooper-dev-journal-123456789012-us-east-1'
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:cooper-dev'
const OWN = tlsOnlyStatement({ name: BUCKET, partition: 'aws' })
const OLD = policyOf(OWNERS_STATEMENT)
const ANOTHER = { ...OWNERS_STATEMENT, Sid: 'Another' }

/** A bucket that Cooper has just mended, and the command line in the same account. */
async function mendedBucket(
  policy: object | null = OLD,
  params: Readonly<Record<string, string>> = {},
) {
  const account = await deploy({ ...HELD, params })
  const folder = mkdtempSync(join(tmpdir(), 'cooper-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, account.aws.ca)
  await account.createBucket()
  if (policy) await account.putPolicy(policy)
  await account.arrive()
  const record = account.records().at(-1)
  if (!record) throw new Error('Cooper should have told')
  const environment = {
    AWS_ENDPOINT_URL: account.aws.httpsUrl,
    NODE_EXTRA_CA_CERTS: ca,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'operator',
    AWS_SECRET_ACCESS_KEY: 'secret',
    JOURNAL_BUCKET: JOURNAL,
    PATH: process.env.PATH ?? '',
  }
  const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    cooper(args, { ...environment, ...more })
  const file = (content: unknown) => {
    const path = join(folder, 'record.json')
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  return { ...account, record, run, file }
}

const policyIn = async (bucket: { readonly policy: () => Promise<string> }) =>
  JSON.parse(await bucket.policy())

describe('a bucket that is as Cooper left it', () => {
  test('--dry-run shows the diff, and changes nothing', async () => {
    const bucket = await mendedBucket()
    const { stdout, status } = await bucket.run(['undo', BUCKET, '--dry-run'])
    expect(stdout).toContain(`Undo ${bucket.record.id}`)
    expect(stdout).toMatch(/^-.*"Sid": "CooperTlsOnly"/m)
    expect(stdout).not.toMatch(/^[+-].*Partner may read/m)
    expect(status).toBe(0)
    expect((await bucket.statements()).at(-1)).toEqual(OWN)
    expect(bucket.journal()).toHaveLength(1)
  })

  test('gets back what stood there, by the command of the message, and the bot holds still', async () => {
    const bucket = await mendedBucket()
    const [, ...command] = bucket.record.undoCommand?.split(' ') ?? []
    const { stdout, status } = await bucket.run([...command, '--yes', '--until', '2999-12-31'])
    expect(stdout).toContain(
      'Cooper holds still on tls-only of this bucket alone until 2999-12-31.',
    )
    expect(status).toBe(0)
    expect(await policyIn(bucket)).toEqual(OLD)
    expect(bucket.journal().at(-1)).toMatchObject({
      notified: [],
      record: {
        outcome: 'undone',
        undo: { of: bucket.record.id, until: '2999-12-31', controls: ['tls-only'] },
        actor: { arn: 'arn:aws:iam::123456789012:user/operator' },
      },
    })
    // The undo's own event, and any later one: nothing is written and nobody is told.
    const told = bucket.records().length
    expect((await bucket.arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    await bucket.putPolicy(policyOf(OWNERS_STATEMENT, ANOTHER))
    expect((await bucket.arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    expect(bucket.records()).toHaveLength(told)
    expect(await bucket.overHttp()).toBe('ok')
  })

  test('that had no policy has none again', async () => {
    const bucket = await mendedBucket(null)
    const { status } = await bucket.run(['undo', BUCKET, '-y'])
    expect(status).toBe(0)
    await expect(bucket.policy()).rejects.toThrow('The bucket policy does not exist')
  })

  test('an undo is undone too, and then the bot looks after the bucket again', async () => {
    const bucket = await mendedBucket()
    await bucket.run(['undo', BUCKET, '--yes'])
    const { stdout, status } = await bucket.run(['undo', BUCKET, '--yes'])
    expect(stdout).toContain('Cooper looks after the bucket again.')
    expect(status).toBe(0)
    expect(await bucket.statements()).toEqual([OWNERS_STATEMENT, OWN])
    await bucket.putPolicy(OLD)
    expect(await bucket.arrive()).toContain('PutBucketPolicy')
  })

  test('and stands as before by now: nothing is written, and the bot holds still', async () => {
    const bucket = await mendedBucket()
    await bucket.putPolicy(OLD)
    const { stdout, status } = await bucket.run(['undo', BUCKET, '--yes'])
    expect(stdout).toContain('There is nothing to write')
    expect(status).toBe(0)
    expect((await bucket.arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    // That undo wrote nothing, and is undone all the same.
    const { stdout: again } = await bucket.run(['undo', BUCKET, '--yes'])
    expect(again).toContain('Cooper looks after the bucket again.')
    expect(await bucket.arrive()).toContain('PutBucketPolicy')
  })

  test('and may not be written: it is not undone, and nobody says that the bot holds still', async () => {
    const bucket = await mendedBucket()
    const error = { code: 'AccessDenied', status: 403 }
    bucket.aws.fault({ operation: 'PutBucketPolicy', error })
    const { stdout, status } = await bucket.run(['undo', BUCKET, '-y'], { TOPIC_ARN: TOPIC })
    expect(stdout).toContain('Not undone: Cooper goes on as before.')
    expect(status).toBe(1)
    const { stdout: history } = await bucket.run(['history', BUCKET])
    expect(history).toMatch(/failed {2}undo-/)
    expect([stdout, history, bucket.emails().at(-1)].join()).not.toContain('holds still')
    await bucket.putPolicy(OLD)
    expect(await bucket.arrive()).toContain('PutBucketPolicy')
  })

  test('whom nobody can be told of: what became of it is said', async () => {
    const bucket = await mendedBucket()
    const args = ['undo', BUCKET, '--yes']
    const { stderr, status } = await bucket.run(args, { TOPIC_ARN: `${TOPIC}-gone` })
    expect(stderr).toBe(
      'What was done stands (undone). Cannot notify people of it: Topic does not exist\n',
    )
    expect(status).toBe(2)
    expect(await policyIn(bucket)).toEqual(OLD)
  })

  test('people are told, where a topic is named', async () => {
    const bucket = await mendedBucket()
    await bucket.run(['undo', BUCKET, '--yes'], { TOPIC_ARN: TOPIC })
    expect(bucket.records().at(-1)).toMatchObject({ outcome: 'undone' })
    const email = bucket.emails().at(-1)
    expect(email).toContain(`A change by Cooper to S3 bucket ${BUCKET} was undone.`)
    expect(email).toContain('The bucket policy was restored to what it was before the change')
    expect(email).toContain('Cooper holds still on tls-only of this bucket until')
    await bucket.run(['undo', BUCKET, '--yes', '--no-notify'], { TOPIC_ARN: TOPIC })
    expect(bucket.records()).toHaveLength(2)
  })
})

test('an undo that failed in part is ended by the same command again', async () => {
  const bucket = await mendedBucket(OLD, { defaultEncryption: 'sse-kms' })
  bucket.aws.fault({
    operation: 'PutBucketEncryption',
    error: { code: 'AccessDenied', status: 403 },
  })
  const first = await bucket.run(['undo', BUCKET, '--yes'])
  expect(first.stdout).toContain('Undone in part')
  expect(first.status).toBe(1)
  expect(await policyIn(bucket)).toEqual(OLD)
  const second = await bucket.run(['undo', BUCKET, '--yes'])
  expect(second.status).toBe(0)
  expect(await policyIn(bucket)).toEqual(OLD)
  const { ApplyServerSideEncryptionByDefault: now } = (await bucket.encryption()) ?? {}
  expect(now?.SSEAlgorithm).toBe('AES256')
})

describe('a bucket that somebody changed since', () => {
  const changed = async () => {
    const bucket = await mendedBucket()
    await bucket.putPolicy(policyOf(OWNERS_STATEMENT, OWN, ANOTHER))
    return bucket
  }

  test('is left alone, and what changed is shown', async () => {
    const bucket = await changed()
    const { stdout, status } = await bucket.run(['undo', BUCKET, '--yes'])
    expect(stdout).toContain(
      'Somebody changed the policy since Cooper did, so nothing was put back.',
    )
    expect(stdout).toMatch(/^\+.*"Sid": "Another"/m)
    expect(stdout).toContain('--own-statements-only')
    expect(status).toBe(1)
    expect(await bucket.statements()).toEqual([OWNERS_STATEMENT, OWN, ANOTHER])
    expect(bucket.journal()).toHaveLength(1)
  })

  test("loses with --own-statements-only Cooper's own statement, and nothing else", async () => {
    const bucket = await changed()
    const { status } = await bucket.run(['undo', BUCKET, '--own-statements-only', '--yes'])
    expect(status).toBe(0)
    expect(await bucket.statements()).toEqual([OWNERS_STATEMENT, ANOTHER])
    expect(bucket.journal().at(-1)?.record?.undo?.controls).toEqual(['tls-only'])
  })

  test('keeps with --own-statements-only the encryption, and the bot looks after it', async () => {
    const bucket = await mendedBucket(OLD, { defaultEncryption: 'sse-kms' })
    const { stdout } = await bucket.run(['undo', BUCKET, '--own-statements-only', '--yes'])
    expect(stdout).toContain("- Cooper's own statements were removed from the bucket policy.")
    expect(stdout).toContain('Cooper holds still on tls-only of this bucket until')
    await bucket.putRule({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } })
    expect(await bucket.arrive()).toContain('PutBucketEncryption')
    const [, ...command] = bucket.records().at(-1)?.undoCommand?.split(' ') ?? []
    const { stderr, status } = await bucket.run([...command, '--own-statements-only', '--yes'])
    expect(stderr).toContain('it added no statement')
    expect(status).toBe(2)
  })

  test('since its undo: to end that writes nothing', async () => {
    const bucket = await mendedBucket()
    await bucket.run(['undo', BUCKET, '--yes'])
    await bucket.putPolicy(policyOf(OWNERS_STATEMENT, ANOTHER))
    const { stdout: refusal } = await bucket.run(['undo', BUCKET, '--yes'])
    const [, command = ''] = /look after the bucket again: cooper (.*)$/m.exec(refusal) ?? []
    const { stdout } = await bucket.run([...command.split(' '), '--yes'])
    expect(stdout).toContain('There is nothing to write.\nCooper looks after the bucket again.')
    expect(await bucket.arrive()).toContain('PutBucketPolicy')
    expect(await bucket.statements()).toEqual([OWNERS_STATEMENT, ANOTHER, OWN])
  })
})

describe('without a journal', () => {
  test.each([
    ['the record', (record: object) => record],
    ['the message', (record: object) => ({ default: JSON.stringify(record), email: 'text' })],
    [
      "SNS's envelope",
      (record: object) => ({ Type: 'Notification', Message: JSON.stringify(record) }),
    ],
  ])('%s from a file will do, and how to exempt the bucket by hand is told', async (_, wrap) => {
    const bucket = await mendedBucket()
    const path = bucket.file(wrap(bucket.record))
    const args = ['undo', BUCKET, '--record', path, '--yes']
    const { stdout, status } = await bucket.run(args, { JOURNAL_BUCKET: '' })
    expect(stdout).toMatch(/the tag cooper:exempt = tls-only until=\d{4}-\d\d-\d\d/)
    expect(stdout).toContain('EXEMPT_BUCKETS')
    // The undo itself is a change that the bot hears of, so that this has to be known before.
    expect(stdout.indexOf('EXEMPT_BUCKETS')).toBeLessThan(stdout.indexOf('was restored'))
    expect(status).toBe(0)
    expect(await policyIn(bucket)).toEqual(OLD)
  })
})

test('history tells of each change, with its id, cause and caller', async () => {
  const bucket = await mendedBucket()
  await bucket.run(['undo', BUCKET, '--yes', '--until', '2999-12-31'])
  const { stdout, status } = await bucket.run(['history', BUCKET])
  expect(status).toBe(0)
  expect(stdout).toContain(`remediated  ${bucket.record.id}`)
  expect(stdout).toContain('after PutBucketPolicy at')
  expect(stdout).toContain('"CooperTlsOnly" was added to the bucket policy')
  expect(stdout).toMatch(/undone {2}undo-/)
  expect(stdout).toContain('Cooper holds still until 2999-12-31.')
  const { stdout: lines } = await bucket.run(['history', BUCKET, '--json'])
  expect(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).record.outcome),
  ).toEqual(['remediated', 'undone'])
  const { stdout: none } = await bucket.run(['history', 'another-bucket'])
  expect(none).toBe('The journal tells of no change to another-bucket.\n')
})

test('--json prints data, and nothing else', async () => {
  const bucket = await mendedBucket()
  const { stdout } = await bucket.run(['undo', BUCKET, '--yes', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    undoes: bucket.record.id,
    undone: true,
    record: { outcome: 'undone' },
  })
})

describe('wrong input ends with 2, and says what to do', () => {
  const WRONG: ReadonlyArray<
    readonly [
      string,
      (file: (content: unknown) => string, record: object) => readonly string[],
      string,
    ]
  > = [
    ['nobody to ask', () => [], 'Nobody can be asked here: add --yes, or --dry-run'],
    ['an id of no record', () => ['--record', 'abc'], 'no record "abc"'],
    [
      'a file that is not there',
      () => ['--record', './gone.json'],
      'Cannot read the file "./gone.json" (ENOENT)',
    ],
    ['a file that is no JSON', (file) => ['--record', file('\u001b[31m')], 'it is not JSON'],
    ['a file of something else', (file) => ['--record', file({ version: 1 })], 'id: '],
    [
      'a record of another bucket',
      (file, record) => ['--record', file({ ...record, bucket: 'another' })],
      'the record is of the bucket "another"',
    ],
    [
      'a record of another account',
      (file, record) => ['--record', file({ ...record, account: '210987654321' })],
      'the record is of the account 210987654321, and these credentials are of 123456789012',
    ],
    [
      'a record that was shortened',
      (file, record) => ['--record', file({ ...record, before: undefined, after: undefined })],
      'the record lacks the policy from before: use the complete record in the journal or the log',
    ],
    ['a day that is none', () => ['--until', '2027-02-30'], 'It must be a day such as 2027-01-31.'],
    ['a day that is over', () => ['--until', '2020-01-01'], 'It is over.'],
  ]
  test.each(WRONG)('%s', async (_, args, message) => {
    const bucket = await mendedBucket()
    const { stderr, status } = await bucket.run([
      'undo',
      BUCKET,
      ...args(bucket.file, bucket.record),
    ])
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/[^\P{Cc}\n]/u)
    expect(status).toBe(2)
    expect((await bucket.statements()).at(-1)).toEqual(OWN)
  })

  test('no journal', async () => {
    const bucket = await mendedBucket()
    for (const verb of ['undo', 'history']) {
      const { stderr, status } = await bucket.run([verb, BUCKET], { JOURNAL_BUCKET: '' })
      expect(stderr).toContain('No journal: give its bucket with --journal, or set JOURNAL_BUCKET')
      expect(status).toBe(2)
    }
  })
})
