import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const BUCKET = 'no-policy'

let account: Account
beforeEach(async () => {
  account = await startAccount([{ name: BUCKET, verdict: 'non-compliant', policy: null }])
  addJournal(account)
})
afterEach(() => account.close())

const run = (...args: readonly string[]) =>
  cooper(args, { ...account.environment, JOURNAL_BUCKET: JOURNAL })

/** The fix, and what happens after the search, right before the bucket is read again. */
function fix(meanwhile: () => void) {
  account.aws.fault({ operation: 'GetBucketPolicy', bucket: BUCKET, nth: 2, meanwhile })
  return run('fix', BUCKET, '--yes', '--no-notify')
}

/** Takes the hold of an undo out of the journal, and returns what puts it back. */
async function heldBack(): Promise<() => void> {
  await run('fix', BUCKET, '--yes', '--no-notify')
  await run('undo', BUCKET, '--yes')
  const { objects } = account.aws.bucket(JOURNAL) ?? {}
  const [key = '', hold] = [...(objects ?? [])].find(([one]) => one.startsWith('holds/')) ?? []
  if (!objects || !hold) throw new Error('The undo should have placed a hold')
  objects.delete(key)
  return () => void objects.set(key, hold)
}

test('a hold that appears after the search: the bucket is left alone, does not count as fixed, and the code is 1', async () => {
  const placeHold = await heldBack()
  const { stdout, stderr, status } = await fix(placeHold)
  expect(stdout).toMatch(/✗ no-policy {2}exempt\n {2}Undone until/)
  expect(stderr).toContain('Cooper fixed 0 of 1 bucket; 0 failed; left alone: 1.')
  expect(status).toBe(1)
  expect(account.aws.bucket(BUCKET)?.policy).toBeUndefined()
})

test('an exemption that appears after the search: the bucket does not count as fixed', async () => {
  const { stdout, stderr, status } = await fix(() => {
    const bucket = account.aws.bucket(BUCKET)
    if (bucket) bucket.tags = { TagSet: { Tag: { Key: 'cooper:exempt', Value: 'all' } } }
  })
  expect(stdout).toContain('✓ no-policy  exempt')
  expect(stderr).toContain('Cooper fixed 0 of 1 bucket; 0 failed; left alone: 1.')
  expect(status).toBe(0)
})
