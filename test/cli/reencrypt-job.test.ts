import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReencryptionRecord } from '../../src/core/reencryption/record.ts'
import { localRole } from '../../src/local-aws/identity/role.ts'
import { allow } from '../local-aws/support.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const BUCKET = 'stored'
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/new`
const TRUST = [
  {
    ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
    Principal: { Service: 'batchoperations.s3.amazonaws.com' },
  },
]
const ROLE = localRole({
  ...{ account: ACCOUNT, name: 'cooper-prod-reencrypt' },
  policy: [
    allow('s3:PutInventoryConfiguration', `arn:aws:s3:::${BUCKET}`),
    allow('s3:UpdateObjectEncryption', `arn:aws:s3:::${BUCKET}/*`),
    allow('s3:PutObject', `arn:aws:s3:::${JOURNAL}/reencrypt-reports/*`),
    allow('kms:*', KEY),
  ],
  trust: TRUST,
})

let account: Account
beforeEach(async () => {
  account = await startAccount([], { roles: [ROLE], jobPauseMs: 200 })
  account.add({
    name: BUCKET,
    spoilt: (bucket) => {
      bucket.encryption = { algorithm: 'aws:kms', keyId: KEY, bucketKey: true, blocked: [] }
    },
  })
  addJournal(account)
})
afterEach(() => account.close())

const environment = () => ({ ...account.environment, JOURNAL_BUCKET: JOURNAL })
const run = (...args: readonly string[]) => cooper(['reencrypt', ...args], environment())
const store = (count: number) => {
  for (let i = 0; i < count; i++) account.aws.storeObject(BUCKET, `key-${i}`, { body: `${i}` })
}
const isUpdated = (key: string) =>
  account.aws.bucket(BUCKET)?.objects.get(key)?.headers[
    'x-amz-server-side-encryption-aws-kms-key-id'
  ] === KEY
const records = (): readonly ReencryptionRecord[] =>
  [...(account.aws.bucket(JOURNAL)?.objects ?? [])].flatMap(([key, { body }]) =>
    key.startsWith('objects/') ? [JSON.parse(body.toString())] : [],
  )
const jobs = () => account.requests().filter(({ operation }) => operation === 'CreateJob').length

describe('a job of cooper reencrypt', () => {
  test('updates many objects, and its failures are told with what to do', async () => {
    store(30)
    const locked = { body: 'x', headers: { 'x-amz-object-lock-legal-hold': 'ON' } }
    account.aws.storeObject(BUCKET, 'ä "held"', locked)
    account.aws.storeObject(BUCKET, 'none', { body: 'x', encryption: 'none' })
    const { status, stdout } = await run(BUCKET, '--direct', '10', '--yes', '--wait')
    expect(stdout).toContain(`The role of the job is ${ROLE.arn}`)
    expect(stdout).toContain('"kms:ViaService":"s3.us-east-1.amazonaws.com"')
    expect(stdout).toMatch(/The job [\w-]+ is ready to update 31 objects\./)
    expect(stdout).toContain('about $0.25 for S3')
    expect(stdout).toMatch(/Complete: 31 of 31 objects · 1 not updated/)
    expect(stdout).toContain('Updated: 30 objects.')
    expect(stdout).toMatch(/1 object: Object Lock\. Remove a legal hold.*\n *such as ä "held"/)
    expect(status).toBe(1)
    expect(isUpdated('key-29')).toBe(true)
    expect(records()).toMatchObject([
      {
        job: expect.any(String),
        result: {
          ...{ outcome: 'partial', updated: 30 },
          obstacles: [{ obstacle: 'locked', objects: 1, examples: ['ä "held"'] }],
        },
      },
    ])
  })

  test('starts without --wait, and status tells how far it is', async () => {
    store(20)
    const { status, stdout } = await run(BUCKET, '--direct', '0', '--yes')
    expect(status).toBe(0)
    const [, id = ''] = /npx cooper reencrypt status ([\w-]+)/.exec(stdout) ?? []
    const told = await run('status', id, '--wait', '--journal', JOURNAL)
    expect(told.stdout).toContain('Complete: 20 of 20 objects')
    expect(told.stdout).toMatch(/Read back a sample: 10 of 10 objects/)
    expect(told.status).toBe(0)
    expect(records()).toMatchObject([{ job: id, result: { outcome: 'complete', updated: 20 } }])
    const history = await cooper(['history', BUCKET], environment())
    expect(history.stdout).toContain(`by the job ${id}`)
  })

  test('reads a sample of what it updates, and not of other objects', async () => {
    for (let index = 0; index < 20; index += 1) {
      account.aws.storeObject(BUCKET, `before-${index}`, { body: 'x' })
    }
    store(12)
    for (let index = 0; index < 8; index += 1) {
      account.aws.storeObject(BUCKET, `key-none-${index}`, { body: 'x', encryption: 'none' })
    }
    const { stdout } = await run(BUCKET, '--direct', '0', '--prefix', 'key-', '--yes', '--wait')
    expect(stdout).toContain('Complete: 12 of 12 objects')
    expect(stdout).toMatch(/Read back a sample: (\d+) of \1 objects? with/)
  })

  test('is created once, however often the command is interrupted', async () => {
    store(20)
    account.aws.fault({
      operation: 'DescribeJob',
      error: { code: 'AccessDenied', status: 403, message: 'no' },
    })
    const first = await run(BUCKET, '--direct', '0', '--yes')
    expect(first.stderr).toContain('Allow s3:DescribeJob')
    expect(first.status).toBe(2)
    account.aws.clearFaults()
    const again = await run(BUCKET, '--direct', '0', '--yes', '--wait')
    expect(again.stdout).toContain('Updated: 20 objects.')
    expect(new Set(records().map(({ job }) => job)).size).toBe(1)
    expect(records()).toHaveLength(1)
  })

  test('is cancelled, which leaves what was not begun', async () => {
    store(5000)
    const { stdout } = await run(BUCKET, '--direct', '0', '--yes')
    const [, id = ''] = /npx cooper reencrypt status ([\w-]+)/.exec(stdout) ?? []
    await expect.poll(() => isUpdated('key-0')).toBe(true)
    const cancelled = await run('cancel', id, '--json')
    expect(cancelled.status).toBe(1)
    const { job, result } = JSON.parse(cancelled.stdout)
    expect(job).toMatchObject({ status: 'Cancelled', total: 5000 })
    expect(result).toMatchObject({ outcome: 'interrupted', updated: job.succeeded })
    expect(job.succeeded).toBeLessThan(5000)
    const keys = [...(account.aws.bucket(BUCKET)?.objects.keys() ?? [])]
    expect(keys.filter(isUpdated)).toHaveLength(job.succeeded)
    expect((await run('cancel', id)).stdout).toContain('Cancelled: ')
  })

  test('a dry run creates none', async () => {
    store(5)
    const { status, stdout } = await run(BUCKET, '--direct', '2', '--dry-run')
    expect(stdout).toContain('For each million objects:')
    expect(stdout).toContain('about $6.27 for S3')
    expect(status).toBe(0)
    expect([jobs(), records()]).toEqual([0, []])
  })

  test('a role that lacks a permission is told', async () => {
    store(5)
    const poor = localRole({ account: ACCOUNT, name: 'poor', policy: [], trust: TRUST })
    account.aws.roles.set(poor.arn, poor)
    const { status, stdout } = await run(BUCKET, '--direct', '0', '--role-arn', poor.arn, '--yes')
    expect(stdout).toMatch(/The job failed: .*s3:PutInventoryConfiguration/)
    expect(status).toBe(1)
    expect(records()).toMatchObject([{ result: { outcome: 'failed' } }])
  })
})
