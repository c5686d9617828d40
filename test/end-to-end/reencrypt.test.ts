import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MadeObject } from '../../src/local-aws/s3/objects/store/made-object.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from '../cli/account.ts'
import { cooper } from '../cli/run-cooper.ts'

const BUCKET = 'stored'
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/new`
const OLD_KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/old`
const LONG_AGO = new Date('2021-03-04T05:06:07.000Z')

/** Ten kinds of objects, and whether S3 updates them in place. */
const KINDS: readonly (readonly [isUpdated: boolean, made: Omit<MadeObject, 'body'>])[] = [
  [true, { encryption: 'sse-s3' }],
  [true, { encryption: 'sse-s3', headers: { 'x-amz-storage-class': 'GLACIER' } }],
  [true, { encryption: { algorithm: 'aws:kms', keyId: OLD_KEY } }],
  [true, { encryption: { algorithm: 'aws:kms', keyId: OLD_KEY, bucketKey: true } }],
  [true, { encryption: { algorithm: 'aws:kms', keyId: KEY } }],
  [true, { encryption: { algorithm: 'aws:kms', keyId: KEY, bucketKey: true } }],
  [false, { encryption: { algorithm: 'aws:kms:dsse', keyId: OLD_KEY } }],
  [false, { encryption: 'sse-c' }],
  [false, { encryption: 'none' }],
  [false, { encryption: 'sse-s3', headers: { 'x-amz-object-lock-legal-hold': 'ON' } }],
]
const OBJECTS = 5000

let account: Account
beforeAll(async () => {
  account = await startAccount([])
  account.add({
    name: BUCKET,
    spoilt: (bucket) => {
      bucket.encryption = { algorithm: 'aws:kms', keyId: KEY, bucketKey: true, blocked: [] }
    },
  })
  addJournal(account)
  for (let i = 0; i < OBJECTS; i++) {
    const [, made] = KINDS[i % KINDS.length] ?? []
    account.aws.storeObject(BUCKET, `key-${i}`, { body: `${i}`, modifiedAt: LONG_AGO, ...made })
  }
})
afterAll(() => account.close())

const stored = () => [...(account.aws.bucket(BUCKET)?.objects.values() ?? [])]
const facts = () => stored().map(({ etag, modifiedAt, body }) => [etag, modifiedAt, `${body}`])

describe('5,000 objects of all kinds', () => {
  test('are re-encrypted one by one: each as S3 can, with its ETag, date and content', async () => {
    const before = facts()
    const { status, stdout } = await cooper(
      ['reencrypt', BUCKET, '--direct', '10000', '--yes', '--json'],
      { ...account.environment, JOURNAL_BUCKET: JOURNAL },
    )
    expect(status).toBe(1)
    const result = JSON.parse(stdout)
    // One kind in ten meets the target already.
    expect(result).toMatchObject({ updates: 2500, updated: 2500, meets: 500, left: 0 })
    expect(facts()).toEqual(before)
    for (const [index, object] of stored().entries()) {
      const [isUpdated] = KINDS[index % KINDS.length] ?? []
      const key = object.headers['x-amz-server-side-encryption-aws-kms-key-id']
      const bucketKey = object.headers['x-amz-server-side-encryption-bucket-key-enabled']
      expect([index, key === KEY && bucketKey === 'true']).toEqual([index, isUpdated])
    }
  }, 300_000)
})
