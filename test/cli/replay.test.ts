import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sample } from '../support/events.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:cooper`
const BUCKET = 'cooper-example-bucket'

let account: Account
let folder: string
beforeEach(async () => {
  account = await startAccount([{ name: BUCKET, verdict: 'non-compliant', policy: null }], {
    topics: [TOPIC],
  })
  folder = mkdtempSync(join(tmpdir(), 'cooper-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await account.close()
})

const EVENT = sample('create-bucket.json')

function file(content: unknown): string {
  const path = join(folder, 'event.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const replay = (...args: readonly string[]) =>
  cooper(['replay', ...args], { ...account.environment, TOPIC_ARN: TOPIC })

const puts = () =>
  account
    .requests()
    .filter(({ operation }) => operation.startsWith('Put'))
    .map(({ operation }) => operation)

describe.each<[string, () => unknown]>([
  ['an EventBridge event', () => EVENT],
  ['a CloudTrail record', () => (EVENT as { detail: unknown }).detail],
  ['a dead letter', () => ({ version: '1.0', requestPayload: EVENT, responsePayload: {} })],
])('%s', (_, content) => {
  test('is handled as the bot does it', async () => {
    const { stdout, status } = await replay(file(content()))
    expect(stdout).toContain(`✓ CreateBucket ${BUCKET}  remediated`)
    expect(status).toBe(0)
    expect(puts()).toEqual(['PutBucketPolicy'])
    expect(account.aws.messages()).toHaveLength(1)
  })

  test('with --dry-run prints what would be done, and writes nothing', async () => {
    const { stdout, status } = await replay(file(content()), '--dry-run')
    expect(stdout).toContain('The statement "CooperTlsOnly" would be added to the bucket policy.')
    expect(status).toBe(1)
    expect(puts()).toEqual([])
    expect(account.aws.messages()).toEqual([])
  })
})

describe('a change that the bot began', () => {
  const RUN = '0f6e1b5c-7d3a-4f0e-8a55-9a1f7c2b4d10'
  const dead = (requestId: string) =>
    file({
      Messages: [
        { Body: JSON.stringify({ requestContext: { requestId }, requestPayload: EVENT }) },
      ],
    })
  const entries = () =>
    [...(account.aws.bucket(JOURNAL)?.objects ?? [])].flatMap(([key, { body }]) =>
      key.startsWith('changes/') ? [JSON.parse(body.toString())] : [],
    )
  const inJournal = (path: string, ...more: readonly string[]) =>
    replay(path, '--journal', JOURNAL, ...more)

  /** The bot wrote the policy, and nobody was notified. */
  beforeEach(async () => {
    addJournal(account)
    const error = { code: 'InternalError', status: 500 }
    account.aws.fault({ ...{ operation: 'PutObject', bucket: JOURNAL, nth: 3, times: 999 }, error })
    await replay(dead(RUN), '--journal', JOURNAL, '--no-notify')
    account.aws.clearFaults()
    account.requests()
    expect(entries()).toMatchObject([{ run: RUN }])
    expect(account.aws.messages()).toEqual([])
  })

  test('is completed at once by the dead letter of its run', async () => {
    const { stdout, status } = await inJournal(dead(RUN))
    expect(stdout).toContain(`✓ CreateBucket ${BUCKET}  remediated`)
    expect(status).toBe(0)
    expect(account.aws.messages()).toHaveLength(1)
    expect(entries()).toMatchObject([{ notified: ['sns'], record: { outcome: 'remediated' } }])
    expect(puts()).not.toContain('PutBucketPolicy')
  })

  test('is in progress for another run, and not compliant', async () => {
    for (const options of [[], ['--dry-run']]) {
      const { stdout, status } = await inJournal(dead('another'), ...options)
      expect(stdout).toContain(`✗ CreateBucket ${BUCKET}  in-progress`)
      expect(stdout).toContain('Another run for this event has not completed its entry')
      expect(status).toBe(1)
    }
  })
})

test('a dead letter of the sweep that asks for a check of a bucket is handled', async () => {
  const request = sample('bucket-check-requested.json', ({ detail }) => {
    detail.bucket = BUCKET
    detail.region = 'us-east-1'
  })
  const { stdout } = await replay(file({ requestPayload: request }))
  expect(stdout).toContain(`✓ BucketCheckRequested ${BUCKET}  remediated`)
})

test('a task of the sweep function is not replayed, and the output says what to do', async () => {
  const { stdout, status } = await replay(file(sample('sweep-scheduled.json')))
  expect(stdout).toContain('The next sweep checks every bucket')
  expect(status).toBe(1)
})

test('a CloudTrail log file is read as it lies in S3, compressed', async () => {
  const { detail } = EVENT as { detail: unknown }
  const path = join(folder, 'log.json.gz')
  writeFileSync(path, gzipSync(JSON.stringify({ Records: [detail] })))
  const { stdout, status } = await replay(path, '--dry-run')
  expect(stdout).toContain(`CreateBucket ${BUCKET}`)
  expect(status).toBe(1)
})

test('handles several events in turn: the second finds a compliant bucket', async () => {
  const { stdout } = await replay(file([EVENT, EVENT]), '--json')
  const outcomes = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).outcome)
  expect(outcomes).toEqual(['remediated', 'compliant'])
})

test('ignores what the bot ignores, and says why', async () => {
  const { stdout, status } = await replay(file(sample('object-created.json')), '--dry-run')
  expect(stdout).toBe('– event  ignored: Not a call reported by CloudTrail\n')
  expect(status).toBe(0)
})

describe('wrong input exits with 2', () => {
  test.each<[string, () => readonly string[], string]>([
    [
      'a file that does not exist',
      () => ['gone.json'],
      'Cannot read the file "gone.json" (ENOENT)',
    ],
    ['a file that is not JSON', () => [file('no')], 'it is not JSON'],
    ['an empty list', () => [file({ Records: [] })], 'there is no event in it'],
    ['an empty file', () => [file('')], 'there is no event in it'],
    [
      'an event that is malformed',
      () => [file(sample('create-bucket.json', ({ detail }) => delete detail.eventTime))],
      'Cannot read the event: detail.eventTime',
    ],
  ])('%s', async (_, args, message) => {
    const { stdout, stderr, status } = await replay(...args(), '--dry-run')
    expect(`${stdout}${stderr}`).toContain(message)
    expect(status).toBe(2)
  })
})
