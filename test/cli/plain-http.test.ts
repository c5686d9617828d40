import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StoredBucket } from '../../src/local-aws/s3/bucket.ts'
import { BUCKET } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { type Account, startAccount } from './account.ts'
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

const REFUSED = 'is plain HTTP, which the fix of tls-only denies'

const COMMANDS: ReadonlyArray<readonly [string, () => readonly string[]]> = [
  ['fix', () => ['fix', '--yes', '--no-notify']],
  ['replay', () => ['replay', eventFile(), '--no-notify']],
]

test.each(COMMANDS)('%s through plain HTTP is refused before any write', async (_, args) => {
  const { stderr, status } = await overHttp(...args())
  expect(stderr).toContain(REFUSED)
  expect(status).toBe(2)
  expect(puts()).toEqual([])
})

test.each(COMMANDS)('%s --dry-run only says so', async (_, args) => {
  const { stderr, stdout, status } = await overHttp(...args(), '--dry-run')
  expect(stderr).toContain(REFUSED)
  expect(stdout).toContain('CooperTlsOnly')
  expect(status).toBe(1)
})

test.each(COMMANDS)('%s writes with --insecure-endpoint, and says nothing', async (_, args) => {
  const { stderr, status } = await overHttp(...args(), '--insecure-endpoint')
  expect(stderr).not.toContain(REFUSED)
  expect(puts()).toContain('PutBucketPolicy')
  // The bucket refuses the requests that would verify the fix.
  expect(status).toBe(1)
})

test.each(COMMANDS)('%s writes what plain HTTP can still reach', async (_, args) => {
  const { stderr, status } = await overHttp(...args(), '--set', 'CONTROLS=default-encryption')
  expect(stderr).not.toContain(REFUSED)
  expect(puts()).toEqual(['PutBucketEncryption'])
  expect(status).toBe(0)
})

test('replay for a bot that only reports tls-only is not refused', async () => {
  const modes = ['--set', 'MODE=report']
  const { stderr } = await overHttp('replay', eventFile(), '--no-notify', ...modes)
  expect(stderr).not.toContain(REFUSED)
  expect(puts()).toEqual([])
})

test('check reads through any endpoint', async () => {
  const { stderr, status } = await overHttp('check')
  expect(stderr).not.toContain(REFUSED)
  expect(status).toBe(1)
})
