import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { parsePolicyText } from '../../src/core/policy/parsing/parse.ts'
import {
  minimumTlsStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
} from '../../src/core/statements/cooper-statements.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { clientsOf } from '../local-aws/support.ts'
import { policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { ACCOUNT, type Account, JOURNAL, startAccount, storeBotSettings } from './account.ts'
import { cooper } from './run-cooper.ts'

const BUCKET = 'cooper-example-bucket'
const PLACE = { name: BUCKET, partition: 'aws' }

/** A bucket as the bot left it, except that one statement is missing. */
const AS_THE_BOT_LEFT_IT = policyOf(
  tlsOnlyStatement(PLACE),
  minimumTlsStatement(PLACE, '1.3'),
  uploadAlgorithmStatement(PLACE, { algorithm: 'AES256' }),
)
const SIDS = ['CooperTlsOnly', 'CooperMinimumTls', 'CooperUploadAlgorithm']
const BOT = { MINIMUM_TLS_VERSION: '1.3', UPLOAD_ENCRYPTION: 'matching' }

let account: Account
beforeEach(async () => {
  account = await startAccount([
    { name: BUCKET, verdict: 'compliant', policy: AS_THE_BOT_LEFT_IT },
    { name: 'legacy', verdict: 'non-compliant', policy: null },
  ])
  const place = { account: ACCOUNT, region: 'us-east-1', partition: 'aws' }
  account.aws.addBucket(newBucket({ name: JOURNAL, ...place, createdAt: new Date() }))
})
afterEach(() => account.close())

const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  cooper(args, { ...account.environment, JOURNAL_BUCKET: JOURNAL, ...more })

const fix = (...args: readonly string[]) => run(['fix', '--yes', '--no-notify', ...args])

function replay(...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'cooper-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'event.json')
  writeFileSync(file, JSON.stringify(sample('put-bucket-encryption.json')))
  return run(['replay', file, '--no-notify', ...args])
}

const sids = async () => {
  const { s3 } = clientsOf(account.aws, { protocol: 'https' })
  const { Policy = '' } = await s3.getBucketPolicy({ Bucket: BUCKET })
  return parsePolicyText(Policy).statements.map(({ sid }) => sid)
}

const puts = () =>
  account
    .requests()
    .flatMap(({ operation, bucket }) =>
      operation.startsWith('Put') && bucket !== JOURNAL ? [`${operation} ${bucket}`] : [],
    )

describe('a command removes nothing of what the bot requires and the shell does not set', () => {
  test.each<[string, (...args: readonly string[]) => ReturnType<typeof run>]>([
    ['fix', (...args) => fix(BUCKET, ...args)],
    ['replay', replay],
  ])('%s', async (_, command) => {
    storeBotSettings(account, JOURNAL, BOT)
    const { status } = await command()
    expect(status).toBe(0)
    const { status: withShellSettings } = await command('--shell-settings')
    expect(withShellSettings).toBe(0)
    expect(await sids()).toEqual(SIDS)
    expect(puts()).toEqual([])
  })

  test('a statement goes only with --remove-obsolete-statements and a setting that says so', async () => {
    storeBotSettings(account, JOURNAL, { ...BOT, MINIMUM_TLS_VERSION: 'none' })
    const kept = await fix(BUCKET)
    expect(kept.stderr).toContain(
      'There is nothing to fix. 1 bucket with statements of Cooper that the settings no longer require: --remove-obsolete-statements removes them.',
    )
    expect(kept.status).toBe(1)
    expect((await replay()).stdout).toContain('compliant')
    expect(await sids()).toEqual(SIDS)
    expect((await fix(BUCKET, '--remove-obsolete-statements')).status).toBe(0)
    expect(await sids()).toEqual(['CooperTlsOnly', 'CooperUploadAlgorithm'])
  })
})

test('the settings of the bot are used, and the differences of the shell are shown', async () => {
  storeBotSettings(account, JOURNAL, { ...BOT, UPLOAD_ENCRYPTION: 'explicit' })
  const shell = {
    UPLOAD_ENCRYPTION: 'any',
    MINIMUM_TLS_VERSION: '1.3',
    EXEMPT_BUCKETS: 'www.example.org',
  }
  const { stdout, stderr } = await run(['check', BUCKET], shell)
  expect(stdout).toContain('✗ 1 bucket non-compliant')
  expect(stdout).toContain('upload-encryption')
  expect(stderr.split('\n')).toEqual([
    'Settings of the bot "cooper-prod" in us-east-1, as stored at 2026-11-28T03:15:00.000Z.',
    'Not used: UPLOAD_ENCRYPTION=any of this shell. The bot has UPLOAD_ENCRYPTION=explicit.',
    'Not used: EXEMPT_BUCKETS=www.example.org of this shell. The bot has no EXEMPT_BUCKETS.',
    expect.stringMatching(/^MINIMUM_TLS_VERSION is 1.3, .*PrivateLink/),
    '',
  ])
})

test('a bucket in EXEMPT_BUCKETS of the bot is left alone', async () => {
  storeBotSettings(account, JOURNAL, { EXEMPT_BUCKETS: 'leg*' })
  expect((await fix('legacy', '--set', 'EXEMPT_BUCKETS=others')).status).toBe(0)
  expect(puts()).toEqual([])
})

describe('exits with 2 before any write', () => {
  test.each<[string, readonly string[], string]>([
    [
      'less than the bot requires',
      ['--set', 'MINIMUM_TLS_VERSION=1.2'],
      'Less than the bot requires: MINIMUM_TLS_VERSION=1.2, while the bot has MINIMUM_TLS_VERSION=1.3. Leave out --set for MINIMUM_TLS_VERSION, or change the settings of the bot.',
    ],
  ])('%s', async (_, args, message) => {
    storeBotSettings(account, JOURNAL, BOT)
    for (const ended of [await fix('legacy', ...args), await replay(...args)]) {
      expect(ended.stderr).toContain(message)
      expect(ended.status).toBe(2)
    }
    const outlook = await run(['fix', '--dry-run', 'legacy', ...args])
    expect(outlook.stderr).toContain(message)
    expect(outlook.status).toBe(1)
    expect(puts()).toEqual([])
  })

  test.each<[string, string | undefined, string]>([
    ['a journal without settings', undefined, 'The journal has no settings of the bot'],
    [
      'settings of a later version',
      '{"version":2}',
      'The settings of the bot in the journal cannot be',
    ],
  ])('%s, unless the shell is to count', async (_, text, message) => {
    if (text) {
      const stored = { body: Buffer.from(text), etag: '"1"', headers: {}, modifiedAt: new Date() }
      account.aws.bucket(JOURNAL)?.objects.set('settings.json', stored)
    }
    const { stderr, status } = await fix('legacy')
    expect(stderr).toContain(message)
    expect(stderr).toContain('add --shell-settings')
    expect(status).toBe(2)
    expect(puts()).toEqual([])
    expect((await run(['check', BUCKET])).status).toBe(0)
    expect((await fix('legacy', '--shell-settings')).status).toBe(0)
    expect(puts()).toEqual(['PutBucketPolicy legacy'])
  })
})

test.each<readonly [string, readonly string[]]>([
  ['check', ['check']],
  ['fix', ['fix', '--dry-run']],
])('%s locates the journal once, and reads nothing in it twice', async (_, args) => {
  storeBotSettings(account, JOURNAL, BOT)
  await run([...args, BUCKET])
  const inJournal = account
    .requests()
    .flatMap(({ operation, bucket, key }) => (bucket === JOURNAL ? [`${operation} ${key}`] : []))
  const reads = inJournal.filter((call) => /^(Head|Get)/.test(call))
  expect(reads).toContain('GetObject settings.json')
  expect(new Set(reads).size).toBe(reads.length)
})
