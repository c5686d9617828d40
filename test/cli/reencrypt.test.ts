import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReencryptionRecord } from '../../src/core/reencryption/record.ts'
import type { MadeObject } from '../../src/local-aws/s3/objects/store/made-object.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper, startCooper } from './run-cooper.ts'

const BUCKET = 'stored'
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/new`
const OLD_KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/old`
const LONG_AGO = new Date('2021-03-04T05:06:07.000Z')

/** One object of each kind, and whether S3 updates it in place. */
const KINDS: Readonly<Record<string, Omit<MadeObject, 'body'>>> = {
  'ä key, "quoted"\n': { encryption: 'sse-s3' },
  archived: { encryption: 'sse-s3', headers: { 'x-amz-storage-class': 'DEEP_ARCHIVE' } },
  'other-key': { encryption: { algorithm: 'aws:kms', keyId: OLD_KEY } },
  'no-bucket-key': { encryption: { algorithm: 'aws:kms', keyId: KEY } },
  meets: { encryption: { algorithm: 'aws:kms', keyId: KEY, bucketKey: true } },
  dsse: { encryption: { algorithm: 'aws:kms:dsse', keyId: OLD_KEY } },
  'sse-c': { encryption: 'sse-c' },
  none: { encryption: 'none' },
  held: { encryption: 'sse-s3', headers: { 'x-amz-object-lock-legal-hold': 'ON' } },
}
const UPDATABLE = ['ä key, "quoted"\n', 'archived', 'other-key', 'no-bucket-key']

let account: Account
beforeEach(async () => {
  account = await startAccount([])
  account.add({ name: BUCKET, spoilt: withDefault('aws:kms', KEY) })
  addJournal(account)
})
afterEach(() => account.close())

const withDefault =
  (algorithm: string, keyId: string | undefined) =>
  (bucket: { encryption: object | undefined }) => {
    bucket.encryption = { algorithm, keyId, bucketKey: true, blocked: [] }
  }

const environment = () => ({ ...account.environment, JOURNAL_BUCKET: JOURNAL })
const run = (...args: readonly string[]) => cooper(['reencrypt', ...args], environment())

const store = (key: string, made: Omit<MadeObject, 'body'> = {}) =>
  account.aws.storeObject(BUCKET, key, { body: key, modifiedAt: LONG_AGO, ...made })
const storeKinds = () => {
  for (const [key, made] of Object.entries(KINDS)) store(key, made)
}
const stored = (key: string) => account.aws.bucket(BUCKET)?.objects.get(key)
const keyIdOf = (key: string) => stored(key)?.headers['x-amz-server-side-encryption-aws-kms-key-id']
const records = (): readonly ReencryptionRecord[] =>
  [...(account.aws.bucket(JOURNAL)?.objects ?? [])].flatMap(([key, { body }]) =>
    key.startsWith(`objects/account=${ACCOUNT}/bucket=${BUCKET}/`)
      ? [JSON.parse(body.toString())]
      : [],
  )
const updates = () =>
  account.requests().filter(({ operation }) => operation === 'UpdateObjectEncryption').length

describe('cooper reencrypt', () => {
  test('updates what S3 can update, and tells each refusal', async () => {
    storeKinds()
    const before = UPDATABLE.map(stored)
    const { status, stdout, stderr } = await run(BUCKET, '--yes')
    expect(stderr).toBe('')
    expect(stdout).toContain(`SSE-KMS with key ${KEY} and a bucket key`)
    expect(stdout).toContain('Encrypted like that already: 1 object.')
    for (const reason of ['not encrypted', 'DSSE-KMS', 'SSE-C', 'Object Lock']) {
      expect(stdout).toContain(`1 object: ${reason}. `)
    }
    expect(stdout).toContain('2 objects from SSE-S3')
    expect(stdout).toContain('S3 updates no object to SSE-S3')
    expect(stdout).toContain('Updated: 4 objects.')
    expect(stdout).toContain('Read back a sample: 4 of 4 objects')
    expect(status).toBe(1)
    expect(UPDATABLE.map(keyIdOf)).toEqual(UPDATABLE.map(() => KEY))
    expect(keyIdOf('dsse')).toBe(OLD_KEY)
    expect(keyIdOf('held')).toBeUndefined()
    const facts = (one: ReturnType<typeof stored>) => [one?.etag, one?.modifiedAt, one?.body]
    expect(UPDATABLE.map(stored).map(facts)).toEqual(before.map(facts))
    expect(stored('archived')?.headers).toMatchObject({ 'x-amz-storage-class': 'DEEP_ARCHIVE' })
    expect(updates()).toBe(4)
  })

  test('the journal has the former key of each object', async () => {
    storeKinds()
    await run(BUCKET, '--yes')
    const [record, ...others] = records()
    expect(others).toEqual([])
    expect(record).toMatchObject({
      ...{ version: 1, bucket: { name: BUCKET, account: ACCOUNT } },
      target: { keyArn: KEY, bucketKey: true },
      result: { outcome: 'complete', updated: 4, sample: { read: 4, good: 4 } },
    })
    expect(record?.objects?.find(({ key }) => key === 'other-key')).toEqual({
      ...{ key: 'other-key', versionId: 'null', outcome: 'updated' },
      was: { encryption: 'sse-kms', kmsKey: OLD_KEY, bucketKey: false },
    })
  })

  test('a second run has nothing to do, and ends with 0 where all objects have the target', async () => {
    store('one')
    expect((await run(BUCKET, '--yes')).status).toBe(0)
    account.requests()
    const { status, stdout } = await run(BUCKET, '--yes')
    expect(stdout).toContain('There is nothing to update.')
    expect(status).toBe(0)
    expect(updates()).toBe(0)
  })

  test('updates all versions', async () => {
    const bucket = account.aws.bucket(BUCKET)
    if (bucket) bucket.versioning = 'Enabled'
    for (const body of ['old', 'new']) account.aws.storeObject(BUCKET, 'key', { body })
    const { status, stdout } = await run(BUCKET, '--yes')
    expect(stdout).toContain('Updated: 2 objects.')
    expect(status).toBe(0)
  })

  test.each([
    ['--from sse-kms', ['--from', 'sse-kms'], ['other-key', 'no-bucket-key']],
    ['--prefix', ['--prefix', 'arch'], ['archived']],
  ])('updates what is asked only: %s', async (_, args, expected) => {
    storeKinds()
    await run(BUCKET, '--yes', ...args)
    expect(
      UPDATABLE.filter((key) => records()[0]?.objects?.some((one) => one.key === key)),
    ).toEqual(expected)
  })

  test('--dry-run shows the same, and writes nothing', async () => {
    storeKinds()
    const { status, stdout } = await run(BUCKET, '--dry-run')
    expect(stdout).toContain('data stay: 4 objects')
    expect(stdout).toMatch(/Cost, by the prices of us-east-1: less than \$0\.01 for S3/)
    expect(status).toBe(0)
    expect([updates(), records()]).toEqual([0, []])
  })

  test('--json prints the result', async () => {
    storeKinds()
    const { stdout } = await run(BUCKET, '--yes', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ bucket: BUCKET, updates: 4, updated: 4, meets: 1, outcome: 'complete' },
      id: records()[0]?.id,
    })
  })

  test('asks first, so without a terminal it needs --yes', async () => {
    store('one')
    const { status, stderr } = await run(BUCKET)
    expect(stderr).toContain('add --yes or --dry-run')
    expect(status).toBe(2)
    expect(updates()).toBe(0)
  })

  test('what the key refuses is told with what to do', async () => {
    store('one')
    const message = `User: x is not authorized to perform: kms:Encrypt on resource: ${KEY}`
    const error = { code: 'AccessDenied', status: 403, message }
    account.aws.fault({ operation: 'UpdateObjectEncryption', error })
    const { status, stdout } = await run(BUCKET, '--yes')
    expect(stdout).toContain('1 object: the key refused. Allow kms:Encrypt')
    expect(status).toBe(1)
    expect(records()[0]?.result).toMatchObject({ outcome: 'partial', updated: 0 })
  })

  test.each([
    ['SSE-S3', 'AES256', undefined, 'The default encryption of the bucket is SSE-S3'],
    ['DSSE-KMS', 'aws:kms:dsse', KEY, 'S3 updates objects to SSE-KMS only'],
    ['the AWS managed key', 'aws:kms', undefined, 'S3 needs the ARN of a key'],
    ['an alias', 'aws:kms', 'alias/mine', 'is an alias'],
    [
      'another account',
      'aws:kms',
      KEY.replace(ACCOUNT, '999999999999'),
      'of the account that owns',
    ],
    [
      'another region',
      'aws:kms',
      KEY.replace('us-east-1', 'eu-west-1'),
      'the bucket is in us-east-1',
    ],
  ])('refuses a default that is no target: %s', async (_, algorithm, key, text) => {
    account.add({ name: 'refused', spoilt: withDefault(algorithm, key) })
    const { status, stderr } = await run('refused', '--yes')
    expect(stderr).toContain(text)
    expect(status).toBe(2)
  })

  test('--key names another target', async () => {
    account.add({ name: 'plain' })
    account.aws.storeObject('plain', 'one', { body: 'x' })
    const { status } = await run('plain', '--key', OLD_KEY, '--yes')
    expect(status).toBe(0)
    expect(account.aws.bucket('plain')?.objects.get('one')?.headers).toMatchObject({
      'x-amz-server-side-encryption-aws-kms-key-id': OLD_KEY,
    })
  })

  test('leaves objects alone that somebody could not read any more', async () => {
    store('one')
    const everyone = {
      ...{ Sid: 'Public', Effect: 'Allow', Principal: '*', Action: 's3:GetObject' },
      Resource: `arn:aws:s3:::${BUCKET}/*`,
    }
    account.aws.storePolicy(BUCKET, { Version: '2012-10-17', Statement: [everyone] })
    const { status, stdout } = await run(BUCKET, '--yes')
    expect(stdout).toContain('Cannot read the objects afterwards: anonymous callers')
    expect(stdout).toContain('Nothing was changed')
    expect(status).toBe(1)
    expect(updates()).toBe(0)
    expect((await run(BUCKET, '--yes', '--even-if-shut-out')).status).toBe(0)
  })

  test('--undo gives the former keys back, and says what stays', async () => {
    storeKinds()
    await run(BUCKET, '--yes')
    const id = records()[0]?.id ?? ''
    const refused = await cooper(['undo', BUCKET, '--record', id, '--yes'], environment())
    expect(refused.stderr).toContain(`npx cooper reencrypt ${BUCKET} --undo ${id}`)
    store('other-key', { encryption: { algorithm: 'aws:kms', keyId: 'stored-anew' } })
    const { status, stdout } = await run(BUCKET, '--undo', id, '--yes')
    expect(stdout).toContain(`1 object back to SSE-KMS with key ${KEY}, without a bucket key`)
    expect(stdout).toContain('2 objects from SSE-S3 stay')
    expect(stdout).toContain('1 object: replaced meanwhile')
    expect(status).toBe(1)
    expect(keyIdOf('other-key')).toContain('stored-anew')
    expect(stored('no-bucket-key')?.headers).not.toHaveProperty(
      'x-amz-server-side-encryption-bucket-key-enabled',
      'true',
    )
    const history = await cooper(['history', BUCKET], environment())
    expect(history.stdout).toMatch(new RegExp(`complete .*${id}`))
    expect(history.stdout).toContain('Updated: 4 objects'.toLowerCase())
  })

  test('needs a journal', async () => {
    const { status, stderr } = await cooper(['reencrypt', BUCKET, '--yes'], account.environment)
    expect(stderr).toContain('No journal')
    expect(status).toBe(2)
  })

  test('Ctrl-C finishes what is under way, and the same command goes on', async () => {
    for (let i = 0; i < 600; i++) store(`key-${i}`)
    const running = startCooper(['reencrypt', BUCKET, '--yes'], environment())
    await running.shows('To update in place')
    await expect.poll(() => keyIdOf('key-0') !== undefined, { interval: 1 }).toBe(true)
    running.kill('SIGINT')
    const { status, stdout } = await running.ended
    expect(status).toBe(130)
    expect(stdout).toMatch(/^Left: .* Run the same command again/m)
    const done = records()[0]?.result?.updated ?? 0
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(600)
    const again = await run(BUCKET, '--yes')
    expect(again.stdout).toContain(`Updated: ${600 - done} objects.`)
    expect(again.status).toBe(0)
    expect(records()).toHaveLength(2)
  }, 60_000)
})
