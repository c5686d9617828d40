import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { BUCKET, deploy, HELD } from '../end-to-end/deployed.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { cooper } from './run-cooper.ts'

const JOURNAL = 'cooper-dev-journal-123456789012-us-east-1-an'
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:cooper-dev'
const OWN = tlsOnlyStatement({ name: BUCKET, partition: 'aws' })
const OLD = policyOf(OWNERS_STATEMENT)
const ANOTHER = { ...OWNERS_STATEMENT, Sid: 'Another' }

/** A bucket that Cooper has just remediated, and the command line in the same account. */
async function remediatedBucket(
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
  if (!record) throw new Error('Cooper should have notified somebody')
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

/** The arguments in a command of Cooper's messages. */
const argumentsOf = (command = ''): readonly string[] =>
  command.replace(/^(npx )?cooper /, '').split(' ')

const daysUntil = (day: string) => Math.ceil((Date.parse(day) - Date.now()) / 86_400_000)

type Remediated = Awaited<ReturnType<typeof remediatedBucket>>

/** Undoes the undo by the command that a second undo prints. */
async function undoTheUndo(bucket: Remediated) {
  const { stdout, status } = await bucket.run(['undo', BUCKET, '--yes'])
  expect(stdout).toContain('was already undone')
  expect(status).toBe(0)
  const [, command = ''] = /fixes the bucket again: npx cooper (.*)$/m.exec(stdout) ?? []
  return bucket.run([...command.split(' '), '--yes'])
}

/** The same command completes the undo in the entry of the first one. */
async function completedBy(args: readonly string[], bucket: Remediated) {
  const { stdout, status } = await bucket.run(args, { TOPIC_ARN: TOPIC })
  expect(stdout).toContain('An undo of it was begun at')
  expect(stdout).toContain('The bucket policy was restored to its value before the change')
  expect(status).toBe(0)
  expect(bucket.records().at(-1)).toMatchObject({ outcome: 'undone' })
  const [, ...undos] = bucket.journal()
  expect(undos).toMatchObject([{ notified: ['sns'], record: { outcome: 'undone' } }])
}

const policyIn = async (bucket: { readonly policy: () => Promise<string> }) =>
  JSON.parse(await bucket.policy())

describe('a bucket that is as Cooper left it', () => {
  test('--dry-run shows the difference and changes nothing', async () => {
    const bucket = await remediatedBucket()
    const { stdout, status } = await bucket.run(['undo', BUCKET, '--dry-run'])
    expect(stdout).toContain(`Undo ${bucket.record.id}`)
    expect(stdout).toMatch(/^-.*"Sid": "CooperTlsOnly"/m)
    expect(stdout).not.toMatch(/^[+-].*Partner may read/m)
    expect(status).toBe(0)
    expect((await bucket.statements()).at(-1)).toEqual(OWN)
    expect(bucket.journal()).toHaveLength(1)
  })

  test('is restored by the command in the message, and the bot respects the hold', async () => {
    const bucket = await remediatedBucket()
    const command = argumentsOf(bucket.record.undoCommand)
    const { stdout, status } = await bucket.run([...command, '--yes', '--until', '2999-12-31'])
    expect(stdout).toContain('Cooper leaves tls-only of this bucket alone until 2999-12-31.')
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
    // Neither the undo's own event nor a later one causes a write or a notification.
    const notifications = bucket.records().length
    expect((await bucket.arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    await bucket.putPolicy(policyOf(OWNERS_STATEMENT, ANOTHER))
    expect((await bucket.arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    expect(bucket.records()).toHaveLength(notifications)
    expect(await bucket.overHttp()).toBe('ok')
  })

  test('gets no hold that is longer than the journal keeps the undo', async () => {
    const bucket = await remediatedBucket()
    const rule = (ID: string, Prefix: string, Days: number) => ({
      ...{ ID, Filter: { Prefix }, Status: 'Enabled' as const, Expiration: { Days } },
    })
    const Rules = [rule('all', '', 90), rule('others', 'sweeps/', 1)] as const
    await bucket.s3.putBucketLifecycleConfiguration({
      Bucket: JOURNAL,
      LifecycleConfiguration: { Rules: [...Rules] },
    })
    const tooLong = await bucket.run(['undo', BUCKET, '--yes', '--until', '2099-12-31'])
    const text = /the journal keeps an undo for 90 days, so the last possible day is ([\d-]+)/
    const [, last = ''] = text.exec(tooLong.stderr) ?? []
    expect(daysUntil(last)).toBe(90)
    expect(tooLong.status).toBe(2)
    expect(bucket.journal()).toHaveLength(1)
    const { stdout } = await bucket.run(['undo', BUCKET, '--yes', '--until', last])
    expect(stdout).toContain(`alone until ${last}`)
  })

  test('gets a shorter hold where the journal keeps the undo for less than 30 days', async () => {
    const bucket = await remediatedBucket()
    const Rules = [{ Filter: { Prefix: '' }, Status: 'Enabled', Expiration: { Days: 7 } } as const]
    await bucket.s3.putBucketLifecycleConfiguration({
      Bucket: JOURNAL,
      LifecycleConfiguration: { Rules: [...Rules] },
    })
    await bucket.run(['undo', BUCKET, '--yes'])
    expect(daysUntil(bucket.journal().at(-1)?.intent.undo?.until ?? '')).toBe(7)
  })

  test('is undone where the journal deletes the undo on a date, with a warning', async () => {
    const bucket = await remediatedBucket()
    const Expiration = { Date: new Date('2027-01-01T00:00:00Z') }
    const Rules = [{ Filter: { Prefix: '' }, Status: 'Enabled', Expiration } as const]
    await bucket.s3.putBucketLifecycleConfiguration({
      Bucket: JOURNAL,
      LifecycleConfiguration: { Rules: [...Rules] },
    })
    const { stderr, status } = await bucket.run(['undo', BUCKET, '--yes', '--until', '2099-12-31'])
    expect(stderr).toContain('a lifecycle rule of the journal deletes its objects on a date')
    expect(status).toBe(0)
  })

  test('is undone where the lifecycle of the journal is not readable, with a warning', async () => {
    const bucket = await remediatedBucket()
    bucket.aws.fault({
      operation: 'GetBucketLifecycleConfiguration',
      error: { code: 'AccessDenied', status: 403 },
    })
    const { stderr, status } = await bucket.run(['undo', BUCKET, '--yes'])
    expect(stderr).toContain('s3:GetLifecycleConfiguration was refused with AccessDenied')
    expect(status).toBe(0)
  })

  test('without a policy before has none again', async () => {
    const bucket = await remediatedBucket(null)
    const { status } = await bucket.run(['undo', BUCKET, '-y'])
    expect(status).toBe(0)
    await expect(bucket.policy()).rejects.toThrow('The bucket policy does not exist')
  })

  test('undoing an undo ends the hold, and the bot fixes the bucket again', async () => {
    const bucket = await remediatedBucket()
    await bucket.run(['undo', BUCKET, '--yes'])
    const statements = await bucket.statements()
    expect(statements).toEqual([OWNERS_STATEMENT])
    const { stdout, status } = await undoTheUndo(bucket)
    expect(stdout).toContain('The hold has ended: Cooper fixes the bucket again.')
    expect(status).toBe(0)
    expect(await bucket.statements()).toEqual([OWNERS_STATEMENT, OWN])
    await bucket.putPolicy(OLD)
    expect(await bucket.arrive()).toContain('PutBucketPolicy')
  })

  test('and was undone already: the same id again writes nothing, and does not renew the hold', async () => {
    const bucket = await remediatedBucket()
    const byId = ['undo', BUCKET, '--yes', '--record', bucket.record.id]
    await bucket.run([...byId, '--until', '2999-12-30'])
    const journal = bucket.journal()
    for (const record of [bucket.record.id, bucket.file(bucket.record)]) {
      const args = ['undo', BUCKET, '--yes', '--record', record, '--until', '2999-12-31']
      const { stdout, status } = await bucket.run(args)
      expect(stdout).toContain(`The change ${bucket.record.id} on ${BUCKET} was already undone`)
      expect(stdout).toContain('alone until 2999-12-30')
      expect(status).toBe(0)
    }
    expect(bucket.journal()).toEqual(journal)
    // Once the undo is undone, the change can be undone again.
    await undoTheUndo(bucket)
    const { stdout } = await bucket.run(byId)
    expect(stdout).toContain('Cooper leaves tls-only of this bucket alone until')
    expect(await policyIn(bucket)).toEqual(OLD)
  })

  test('and already has its old policy: the undo writes nothing, and the bot respects the hold', async () => {
    const bucket = await remediatedBucket()
    await bucket.putPolicy(OLD)
    const { stdout, status } = await bucket.run(['undo', BUCKET, '--yes'])
    expect(stdout).toContain('There is nothing to write')
    expect(status).toBe(0)
    expect((await bucket.arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    // An undo that wrote nothing can be undone too.
    const { stdout: again } = await undoTheUndo(bucket)
    expect(again).toContain('The hold has ended: Cooper fixes the bucket again.')
    expect(await bucket.arrive()).toContain('PutBucketPolicy')
  })

  test('and cannot be written: the undo fails, and no output promises a hold', async () => {
    const bucket = await remediatedBucket()
    const error = { code: 'AccessDenied', status: 403 }
    bucket.aws.fault({ operation: 'PutBucketPolicy', error })
    const { stdout, status } = await bucket.run(['undo', BUCKET, '-y'], { TOPIC_ARN: TOPIC })
    expect(stdout).toContain('Not undone. There is no hold: Cooper fixes the bucket as before.')
    expect(status).toBe(1)
    const { stdout: history } = await bucket.run(['history', BUCKET])
    expect(history).toMatch(/failed {2}undo-/)
    expect([stdout, history].join()).not.toContain('alone until')
    expect(bucket.emails().at(-1)).not.toContain('holds still')
    await bucket.putPolicy(OLD)
    expect(await bucket.arrive()).toContain('PutBucketPolicy')
  })

  test('and a topic that fails: the command says what was done, and completes it when it is run again', async () => {
    const bucket = await remediatedBucket()
    const args = ['undo', BUCKET, '--yes']
    const first = await bucket.run(args, { TOPIC_ARN: `${TOPIC}-gone` })
    expect(first.stdout).toContain('The bucket policy was restored to its value before the change')
    expect(first.stdout).toContain(
      'The bucket was handled (undone), but Cooper cannot notify people of it: Topic does not exist. Run the same command again to complete it.',
    )
    expect(first.status).toBe(1)
    expect(await policyIn(bucket)).toEqual(OLD)
    const { stdout: json } = await bucket.run([...args, '--json'], { TOPIC_ARN: `${TOPIC}-gone` })
    expect(JSON.parse(json)).toMatchObject({
      ...{ undone: false, record: { outcome: 'undone', steps: [{ status: 'done' }] } },
      incomplete: expect.stringContaining('Topic does not exist'),
    })
    await completedBy(args, bucket)
  })

  test('and a journal that fails after the write: people are notified, and the same command completes the undo', async () => {
    const bucket = await remediatedBucket()
    bucket.aws.fault({
      ...{ operation: 'PutObject', bucket: JOURNAL, nth: 3, times: 99 },
      error: { code: 'AccessDenied', status: 403, message: 'The journal is closed' },
    })
    const args = ['undo', BUCKET, '--yes', '--record', bucket.record.id]
    const { stdout, status } = await bucket.run(args, { TOPIC_ARN: TOPIC })
    expect(stdout).toContain('The bucket policy was restored to its value before the change')
    expect(stdout).toContain('its record is not in the journal')
    expect(status).toBe(1)
    expect(bucket.records().at(-1)).toMatchObject({ outcome: 'undone' })
    expect(bucket.journal().at(-1)?.record).toBeUndefined()
    bucket.aws.clearFaults()
    const { stdout: history } = await bucket.run(['history', BUCKET])
    expect(history).toContain(
      `To complete it: npx cooper undo ${BUCKET} --record ${bucket.record.id}`,
    )
    await completedBy(args, bucket)
  })

  test('people are notified if TOPIC_ARN is set', async () => {
    const bucket = await remediatedBucket()
    await bucket.run(['undo', BUCKET, '--yes'], { TOPIC_ARN: TOPIC })
    expect(bucket.records().at(-1)).toMatchObject({ outcome: 'undone' })
    const email = bucket.emails().at(-1)
    expect(email).toContain(`A change by Cooper to S3 bucket ${BUCKET} was undone.`)
    expect(email).toContain('The bucket policy was restored to its value before the change')
    expect(email).toContain('Cooper leaves tls-only of this bucket alone until')
    await undoTheUndo(bucket)
    expect(bucket.records()).toHaveLength(2)
  })
})

test('an undo of an undo that was interrupted is named with the command that completes it, and no other one says more', async () => {
  const bucket = await remediatedBucket()
  await bucket.run(['undo', BUCKET, '--yes'])
  const [, undo] = bucket.journal()
  const first = undo?.intent.event.id ?? ''
  const again = ['undo', BUCKET, '--yes', '--record', first]
  bucket.aws.fault({
    ...{ operation: 'PutObject', bucket: JOURNAL, nth: 3, times: 99 },
    error: { code: 'AccessDenied', status: 403, message: 'The journal is closed' },
  })
  bucket.aws.fault({
    operation: 'PutBucketPolicy',
    error: { code: 'AccessDenied', status: 403 },
  })
  expect((await bucket.run(again)).status).toBe(1)
  bucket.aws.clearFaults()
  const journal = bucket.journal()
  const second = journal.at(-1)?.intent.event.id ?? ''
  for (const args of [
    ['undo', BUCKET, '--yes'],
    ['undo', BUCKET, '--yes', '--record', second],
    ['undo', BUCKET, '--yes', '--record', bucket.record.id],
  ]) {
    const { stdout, stderr, status } = await bucket.run(args)
    expect([stdout, status]).toEqual(['', 2])
    expect(stderr).toContain(
      `Cannot undo: "${second}" on ${BUCKET} was begun at ${journal.at(-1)?.started}, and is not complete. To complete it: npx cooper undo ${BUCKET} --record ${first}`,
    )
  }
  expect(bucket.journal()).toEqual(journal)
  const { stdout, status } = await bucket.run(again)
  expect(stdout).toContain('The hold has ended: Cooper fixes the bucket again.')
  expect(status).toBe(0)
  expect(await bucket.statements()).toEqual([OWNERS_STATEMENT, OWN])
})

test('the same command completes an undo that failed in part', async () => {
  const bucket = await remediatedBucket(OLD, { defaultEncryption: 'sse-kms' })
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

describe('a bucket that changed after the remediation', () => {
  const changed = async () => {
    const bucket = await remediatedBucket()
    await bucket.putPolicy(policyOf(OWNERS_STATEMENT, OWN, ANOTHER))
    return bucket
  }

  test('stays as it is, and the output shows what changed', async () => {
    const bucket = await changed()
    const { stdout, status } = await bucket.run(['undo', BUCKET, '--yes'])
    expect(stdout).toContain(
      "The policy changed after Cooper's change, so Cooper restored nothing.",
    )
    expect(stdout).toMatch(/^\+.*"Sid": "Another"/m)
    expect(stdout).toContain('--own-statements-only')
    expect(status).toBe(1)
    expect(await bucket.statements()).toEqual([OWNERS_STATEMENT, OWN, ANOTHER])
    expect(bucket.journal()).toHaveLength(1)
  })

  test("loses only Cooper's own statement with --own-statements-only", async () => {
    const bucket = await changed()
    const { status } = await bucket.run(['undo', BUCKET, '--own-statements-only', '--yes'])
    expect(status).toBe(0)
    expect(await bucket.statements()).toEqual([OWNERS_STATEMENT, ANOTHER])
    expect(bucket.journal().at(-1)?.record?.undo?.controls).toEqual(['tls-only'])
  })

  test('keeps its encryption with --own-statements-only, without a hold on it', async () => {
    const bucket = await remediatedBucket(OLD, { defaultEncryption: 'sse-kms' })
    const { stdout } = await bucket.run(['undo', BUCKET, '--own-statements-only', '--yes'])
    expect(stdout).toContain("- Cooper's own statements were removed from the bucket policy.")
    expect(stdout).toContain('Cooper leaves tls-only of this bucket alone until')
    await bucket.putRule({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } })
    expect(await bucket.arrive()).toContain('PutBucketEncryption')
    const command = argumentsOf(bucket.records().at(-1)?.undoCommand)
    const { stderr, status } = await bucket.run([...command, '--own-statements-only', '--yes'])
    expect(stderr).toContain('it added no statement')
    expect(status).toBe(2)
  })

  test('and after its undo: ending the hold writes nothing', async () => {
    const bucket = await remediatedBucket()
    await bucket.run(['undo', BUCKET, '--yes'])
    await bucket.putPolicy(policyOf(OWNERS_STATEMENT, ANOTHER))
    const { stdout: refusal } = await undoTheUndo(bucket)
    const [, command = ''] = /end the hold and write nothing: npx cooper (.*)$/m.exec(refusal) ?? []
    const { stdout } = await bucket.run([...command.split(' '), '--yes'])
    expect(stdout).toContain(
      'There is nothing to write.\nThe hold has ended: Cooper fixes the bucket again.',
    )
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
  ])('a file with %s works, and the output says how to exempt the bucket', async (_, wrap) => {
    const bucket = await remediatedBucket()
    const path = bucket.file(wrap(bucket.record))
    const args = ['undo', BUCKET, '--record', path, '--yes']
    const { stdout, status } = await bucket.run(args, { JOURNAL_BUCKET: '' })
    expect(stdout).toMatch(/add the tag\n {2}cooper:exempt = tls-only until=\d{4}-\d\d-\d\d/)
    expect(stdout).toContain('EXEMPT_BUCKETS')
    // The undo itself causes an event that the bot receives, so the exemption must exist before.
    expect(stdout.indexOf('EXEMPT_BUCKETS')).toBeLessThan(stdout.indexOf('was restored'))
    expect(status).toBe(0)
    expect(await policyIn(bucket)).toEqual(OLD)
  })
})

describe('a bucket on hold is left alone, and the commands say why', () => {
  const held = async () => {
    const bucket = await remediatedBucket()
    await bucket.run(['undo', BUCKET, '--yes'])
    bucket.aws.runSchedule('cooper-dev-digest')
    await bucket.aws.settled()
    return bucket
  }
  const WHY = /Undone until \d{4}-\d\d-\d\d by arn:aws:iam::123456789012:user\/operator/

  test.each([
    ['fix', ['fix', BUCKET, '--yes', '--no-notify'], 1],
    ['fix --dry-run', ['fix', BUCKET, '--dry-run'], 1],
    ['check', ['check', BUCKET], 0],
  ] as const)('%s', async (_, args, code) => {
    const bucket = await held()
    const { stdout, stderr, status } = await bucket.run([...args])
    expect(stdout).toMatch(WHY)
    expect(stderr).not.toContain('1 bucket to fix')
    expect(status).toBe(code)
    expect(await policyIn(bucket)).toEqual(OLD)
  })

  test('but not a new bucket of the same name: check finds it, and fix fixes it', async () => {
    const bucket = await held()
    await bucket.s3.deleteBucket({ Bucket: BUCKET })
    // S3 reports the time of a creation in whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await bucket.createBucket()
    const check = await bucket.run(['check', BUCKET])
    expect(check.stdout).toContain('non-compliant')
    expect(check.status).toBe(1)
    const fix = await bucket.run(['fix', BUCKET, '--yes', '--no-notify'])
    expect(fix.stdout).toContain(`✓ ${BUCKET}  remediated`)
    expect(await bucket.statements()).toEqual([OWN])
  })

  test('replay --dry-run', async () => {
    const bucket = await held()
    const event = bucket.file(bucket.brought().at(-1))
    const { stdout } = await bucket.run(['replay', event, '--dry-run'])
    expect(stdout).toContain('exempt')
    expect(stdout).toMatch(WHY)
  })
})

test('replay --dry-run says that the bot leaves a flapping bucket alone', async () => {
  const bucket = await remediatedBucket(OLD, { flappingLimit: '1' })
  bucket.aws.runSchedule('cooper-dev-digest')
  await bucket.aws.settled()
  await bucket.putPolicy(OLD)
  const event = bucket.file(bucket.brought().at(-1))
  const { stdout, status } = await bucket.run(['replay', event, '--dry-run'])
  expect(stdout).toContain(`✗ PutBucketPolicy ${BUCKET}  flapping`)
  expect(stdout).toContain('Cooper fixed it once since')
  expect(stdout).not.toContain('would be added')
  expect(status).toBe(1)
  expect(await policyIn(bucket)).toEqual(OLD)
})

test('a record from a file prints no control characters, whatever is in it', async () => {
  const bucket = await remediatedBucket()
  const hostile = { ...OWNERS_STATEMENT, Sid: '\u001b[2J\u202e\u0007' }
  const record = { ...bucket.record, before: { policy: policyOf(hostile) } }
  const { stdout, stderr } = await bucket.run([
    ...['undo', BUCKET, '--dry-run', '--record', bucket.file(record)],
  ])
  expect(stdout).toContain('\\u001b[2J')
  expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u)
})

test('history prints each change with its id, cause and caller', async () => {
  const bucket = await remediatedBucket()
  await bucket.run(['undo', BUCKET, '--yes', '--until', '2999-12-31'])
  const { stdout, status } = await bucket.run(['history', BUCKET])
  expect(status).toBe(0)
  expect(stdout).toContain(`remediated  ${bucket.record.id}`)
  expect(stdout).toContain('after PutBucketPolicy at')
  expect(stdout).toContain('"CooperTlsOnly" was added to the bucket policy')
  expect(stdout).toMatch(/undone {2}undo-/)
  expect(stdout).toContain('Cooper leaves these controls alone until 2999-12-31.')
  const { stdout: lines } = await bucket.run(['history', BUCKET, '--json'])
  expect(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).record.outcome),
  ).toEqual(['remediated', 'undone'])
  const { stdout: none } = await bucket.run(['history', 'another-bucket'])
  expect(none).toBe('The journal has no change to another-bucket.\n')
})

test('--json prints only JSON', async () => {
  const bucket = await remediatedBucket()
  const { stdout } = await bucket.run(['undo', BUCKET, '--yes', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    undoes: bucket.record.id,
    undone: true,
    record: { outcome: 'undone' },
  })
})

describe('wrong input exits with 2, and says what to do', () => {
  const WRONG: ReadonlyArray<
    readonly [
      string,
      (file: (content: unknown) => string, record: object) => readonly string[],
      string,
    ]
  > = [
    ['no terminal', () => [], 'without a terminal: add --yes or --dry-run'],
    ['an unknown id', () => ['--record', 'abc'], 'no record "abc"'],
    [
      'a file that does not exist',
      () => ['--record', './gone.json'],
      'Cannot read the file "./gone.json" (ENOENT)',
    ],
    ['a file that is not JSON', (file) => ['--record', file('\u001b[31m')], 'it is not JSON'],
    ['a file that is not a record', (file) => ['--record', file({ version: 1 })], 'id: '],
    [
      'a record of another bucket',
      (file, record) => ['--record', file({ ...record, bucket: 'another' })],
      'the record is of the bucket "another"',
    ],
    [
      'a record of another account',
      (file, record) => ['--record', file({ ...record, account: '210987654321' })],
      'the record is of the account 210987654321, and not of 123456789012: use its credentials, or add --account',
    ],
    [
      'a record that was shortened',
      (file, record) => ['--record', file({ ...record, before: undefined, after: undefined })],
      'the record lacks the policy from before: use the complete record in the journal or the log',
    ],
    [
      'a record whose id is not one',
      (file, record) => ['--record', file({ ...record, id: '\u001b[2Jx' })],
      'id: must be an id',
    ],
    [
      'a record whose time is not one',
      (file, record) => ['--record', file({ ...record, time: '\u001b[2Jx' })],
      'time: must be a time in ISO 8601',
    ],
    [
      'a record whose undo is not one',
      (file, record) => ['--record', file({ ...record, undo: { of: 'x', until: '\u001b[2J' } })],
      'undo.until: must be a day',
    ],
    ['an invalid day', () => ['--until', '2027-02-30'], 'It must be a day such as 2027-01-31.'],
    ['a day in the past', () => ['--until', '2020-01-01'], 'It must not be in the past.'],
  ]
  test.each(WRONG)('%s', async (_, args, message) => {
    const bucket = await remediatedBucket()
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
    const bucket = await remediatedBucket()
    for (const verb of ['undo', 'history']) {
      const { stderr, status } = await bucket.run([verb, BUCKET], { JOURNAL_BUCKET: '' })
      expect(stderr).toContain('No journal: name its bucket with --journal or JOURNAL_BUCKET')
      expect(status).toBe(2)
    }
  })
})
