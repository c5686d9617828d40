import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sample } from '../support/events.ts'
import { ACCOUNT, type Account, startAccount } from './account.ts'
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
