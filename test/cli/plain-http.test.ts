import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoredBucket } from '../../src/local-aws/s3/bucket.ts'
import { BUCKET } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

let account: Account
let folder: string
beforeEach(async () => {
  const spoilt = (bucket: StoredBucket) => {
    bucket.encryption = undefined
  }
  account = await startAccount([
    { name: BUCKET.name, verdict: 'non-compliant', policy: null, spoilt },
  ])
  folder = mkdtempSync(join(tmpdir(), 'cooper-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await account.close()
})

/** The command, which reaches the account by plain HTTP. */
const overHttp = (...args: readonly string[]) =>
  cooper(args, { ...account.environment, AWS_ENDPOINT_URL: account.aws.httpUrl })

const eventFile = () => {
  const path = join(folder, 'event.json')
  writeFileSync(path, JSON.stringify(sample('create-bucket.json')))
  return path
}

const puts = () =>
  account.requests().flatMap(({ operation }) => (operation.startsWith('Put') ? [operation] : []))

const REFUSED = /The endpoint http:\/\/[\w.:]+ is plain HTTP, which the fix of tls-only denies/

const COMMANDS: ReadonlyArray<readonly [string, () => readonly string[]]> = [
  ['fix', () => ['fix', '--yes', '--no-notify']],
  ['replay', () => ['replay', eventFile(), '--no-notify']],
]

test.each(COMMANDS)('%s through plain HTTP is refused before any write', async (_, args) => {
  const { stderr, status } = await overHttp(...args())
  expect(stderr).toMatch(REFUSED)
  expect(status).toBe(2)
  expect(puts()).toEqual([])
})

test.each(COMMANDS)('%s --dry-run only says so', async (_, args) => {
  const { stderr, stdout, status } = await overHttp(...args(), '--dry-run')
  expect(stderr).toMatch(REFUSED)
  expect(stdout).toContain('CooperTlsOnly')
  expect(status).toBe(1)
})

test.each(COMMANDS)('%s writes with --insecure-endpoint, and says nothing', async (_, args) => {
  const { stderr, status } = await overHttp(...args(), '--insecure-endpoint')
  expect(stderr).not.toMatch(REFUSED)
  expect(puts()).toContain('PutBucketPolicy')
  // The bucket refuses the requests that would verify the fix.
  expect(status).toBe(1)
})

test.each(COMMANDS)('%s writes what plain HTTP can still reach', async (_, args) => {
  const { stderr, status } = await overHttp(...args(), '--set', 'CONTROLS=default-encryption')
  expect(stderr).not.toMatch(REFUSED)
  expect(puts()).toEqual(['PutBucketEncryption'])
  expect(status).toBe(0)
})

test('replay for a bot that only reports tls-only is not refused', async () => {
  const modes = ['--set', 'MODE=report']
  const { stderr } = await overHttp('replay', eventFile(), '--no-notify', ...modes)
  expect(stderr).not.toMatch(REFUSED)
  expect(puts()).toEqual([])
})

describe('an undo of an undo, which puts tls-only back', () => {
  /** A bucket that was fixed and whose fix was undone. Returns the arguments that undo the undo. */
  async function undone(...more: readonly string[]): Promise<readonly string[]> {
    addJournal(account)
    const run = (...args: readonly string[]) =>
      cooper([...args, '--journal', JOURNAL], account.environment)
    await run('fix', BUCKET.name, '--yes', '--no-notify', ...more)
    const { stdout } = await run('undo', BUCKET.name, '--yes', '--json')
    account.requests()
    return ['undo', BUCKET.name, '--journal', JOURNAL, '--record', JSON.parse(stdout).record.id]
  }
  const policyPuts = () => puts().filter((name) => name === 'PutBucketPolicy')

  test('is refused before any write', async () => {
    const args = await undone()
    const dryRun = await overHttp(...args, '--dry-run')
    expect(dryRun.stderr).toContain('is plain HTTP, which the restored bucket policy denies')
    const { stderr, status } = await overHttp(...args, '--yes')
    expect(stderr).toContain('is plain HTTP, which the restored bucket policy denies')
    expect(status).toBe(2)
    expect(puts()).toEqual([])
  })

  test('writes with --insecure-endpoint, and says that it could not verify the write', async () => {
    const args = await undone()
    const { stdout, stderr, status } = await overHttp(...args, '--yes', '--insecure-endpoint')
    expect(stderr).not.toContain('is plain HTTP')
    expect(policyPuts()).toHaveLength(1)
    expect(stdout).toContain('later reads did not show it')
    expect(status).toBe(1)
  })

  test('writes what plain HTTP can still reach', async () => {
    const args = await undone('--control', 'minimum-tls', '--set', 'MINIMUM_TLS_VERSION=1.2')
    const { stderr, status } = await overHttp(...args, '--yes')
    expect(stderr).not.toContain('is plain HTTP')
    expect(policyPuts()).toHaveLength(1)
    expect(status).toBe(0)
  })
})

test('check reads through any endpoint', async () => {
  const { stderr, status } = await overHttp('check')
  expect(stderr).not.toMatch(REFUSED)
  expect(status).toBe(1)
})
