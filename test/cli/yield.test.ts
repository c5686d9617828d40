import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { ACCOUNT, type Account, startAccount, storeBotSettings } from './account.ts'
import { cooper } from './run-cooper.ts'

const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:cooper`
const JOURNAL = 'cooper-journal'
const BUCKET = 'shop-uploads'
const SHARED = 'shop-shared'
const PLACE = { account: ACCOUNT, region: 'us-east-1', partition: 'aws' }
const OWN = tlsOnlyStatement({ name: BUCKET, partition: 'aws' })
const OWNERS = { ...OWNERS_STATEMENT, Resource: `arn:aws:s3:::${SHARED}/*` }

let account: Account
beforeEach(async () => {
  account = await startAccount([], { topics: [TOPIC] })
  account.add({ name: BUCKET, policy: policyOf(OWN) })
  const shared = tlsOnlyStatement({ name: SHARED, partition: 'aws' })
  account.add({ name: SHARED, policy: policyOf(OWNERS, shared) })
  account.aws.addBucket(newBucket({ name: JOURNAL, ...PLACE, createdAt: new Date() }))
  storeBotSettings(account, JOURNAL)
})
afterEach(() => account.close())

const run = (...args: readonly string[]) =>
  cooper(args, { ...account.environment, JOURNAL_BUCKET: JOURNAL, TOPIC_ARN: TOPIC })

const policy = (name = BUCKET) => account.aws.bucket(name)?.policy?.text

const holds = (): readonly JournalEntry[] =>
  [...(account.aws.bucket(JOURNAL)?.objects ?? [])].flatMap(([key, { body }]) =>
    key.startsWith('holds/') ? [JSON.parse(body.toString())] : [],
  )

const minutesUntil = (time: string | null | undefined) =>
  Math.round((Date.parse(time ?? '') - Date.now()) / 60_000)

const wroteNothing = () =>
  account.requests().every(({ operation }) => !/^(Put|Delete)/.test(operation))

describe('cooper yield', () => {
  test("takes Cooper's statements out, holds for two hours, and notifies", async () => {
    const { stdout, status } = await run('yield', BUCKET, '--yes')
    expect(status).toBe(0)
    expect(stdout).toContain("Cooper's own statements were removed from the bucket policy")
    expect(stdout).toContain('Deploy now. Cooper leaves')
    expect(policy()).toBeUndefined()
    const [entry] = holds()
    expect(entry?.intent).toMatchObject({ event: { name: 'CooperYield' } })
    expect(minutesUntil(entry?.intent.undo?.until)).toBe(120)
    expect(entry?.notified).toEqual(['sns'])
    expect(account.aws.messages()).toMatchObject([
      { subject: `Cooper made room for a template on S3 bucket ${BUCKET}` },
    ])
    const check = await run('check', '--json', BUCKET)
    expect(JSON.parse(check.stdout)).toMatchObject({ verdict: 'exempt' })
    expect(check.stdout).toContain("Cooper's statements removed until ")
  })

  test('holds for the time of --for', async () => {
    await run('yield', BUCKET, '--for', '45m', '--yes', '--no-notify')
    expect(minutesUntil(holds()[0]?.intent.undo?.until)).toBe(45)
    expect(account.aws.messages()).toEqual([])
  })

  test('holds too where there is nothing to take out', async () => {
    account.add({ name: 'bare', policy: null })
    const { stdout, status } = await run('yield', 'bare', '--yes', '--no-notify')
    expect(stdout).toContain('There is nothing to write.')
    expect(status).toBe(0)
    const check = await run('check', '--json', 'bare')
    expect(JSON.parse(check.stdout)).toMatchObject({ verdict: 'exempt' })
  })

  test('leaves the statements of others, and says what that means for a template', async () => {
    const { stdout } = await run('yield', SHARED, '--yes', '--no-notify')
    expect(stdout).toContain('import this one into the stack')
    expect(JSON.parse(policy(SHARED) ?? '').Statement).toEqual([OWNERS])
  })

  test('ends earlier by the command that it prints', async () => {
    const { stdout } = await run('yield', BUCKET, '--yes', '--no-notify')
    const [, command = ''] = /To end that earlier: npx cooper (.*)$/m.exec(stdout) ?? []
    const ended = await run(...command.split(' '), '--yes', '--no-notify')
    expect(ended.stdout).toContain('The hold has ended')
    expect(ended.status).toBe(0)
    const check = await run('check', '--json', BUCKET)
    expect(JSON.parse(check.stdout)).toMatchObject({ verdict: 'non-compliant' })
  })

  test('a repeated undo does not end it', async () => {
    await run('yield', BUCKET, '--yes', '--no-notify')
    const { stdout, status } = await run('undo', BUCKET, '--yes', '--no-notify')
    expect(stdout).toContain(`Cooper already made room on ${BUCKET}`)
    expect(status).toBe(0)
    expect(policy()).toBeUndefined()
  })

  test('--dry-run shows the difference, and writes nothing', async () => {
    const { stdout, status } = await run('yield', BUCKET, '--dry-run')
    expect(stdout).toMatch(/^-.*"Sid": "CooperTlsOnly"/m)
    expect(status).toBe(0)
    expect(wroteNothing()).toBe(true)
  })

  test('--json prints the record', async () => {
    const { stdout } = await run('yield', BUCKET, '--json', '--yes', '--no-notify')
    const record = { outcome: 'undone', bucket: BUCKET }
    expect(JSON.parse(stdout)).toMatchObject({ yields: BUCKET, undone: true, record })
  })

  test.each([
    ['no time', ['--for', 'soon'], 'such as 45m or 2h'],
    ['more than a day', ['--for', '25h'], 'up to 24h'],
    ['no bucket of the account', ['--journal', JOURNAL], 'there is no such bucket'],
  ])('refuses %s', async (reason, args, text) => {
    const name = reason.startsWith('no bucket') ? 'nobodys-bucket' : BUCKET
    const { stderr, status } = await run('yield', name, ...args, '--yes')
    expect(stderr).toContain(text)
    expect(status).toBe(2)
    expect(wroteNothing()).toBe(true)
  })

  test('needs a journal', async () => {
    const { stderr, status } = await cooper(['yield', BUCKET, '--yes'], account.environment)
    expect(stderr).toContain('No journal')
    expect(status).toBe(2)
    expect(wroteNothing()).toBe(true)
  })

  test('says where the policy could not be deleted, and that the bucket is fixed as before', async () => {
    account.aws.fault({
      operation: 'DeleteBucketPolicy',
      error: { code: 'AccessDenied', status: 403, message: 'no' },
    })
    const { stdout, status } = await run('yield', BUCKET, '--yes', '--no-notify')
    expect(stdout).toContain('There is no room')
    expect(status).toBe(1)
    const check = await run('check', '--json', BUCKET)
    expect(JSON.parse(check.stdout)).toMatchObject({ verdict: 'compliant' })
  })
})
