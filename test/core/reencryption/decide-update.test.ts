import { describe, expect, test } from 'vitest'
import type { ObjectClass } from '../../../src/core/objects/object-class.ts'
import { costOfJob, costOfUpdates, dollars } from '../../../src/core/reencryption/cost.ts'
import {
  decideUpdate,
  isLockedBy,
  type UpdateDecision,
} from '../../../src/core/reencryption/decide-update.ts'
import { obstacleOf, type UpdateObstacle } from '../../../src/core/reencryption/obstacles.ts'
import { targetOf } from '../../../src/core/reencryption/target.ts'

const PLACE = { account: '123456789012', region: 'eu-central-1', partition: 'aws' }
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/new'
const target = { keyArn: KEY, bucketKey: true }
const decide = (object: ObjectClass, isLocked = false) =>
  decideUpdate(object, isLocked, { target, from: ['sse-s3', 'sse-kms'] })

describe('an object', () => {
  test.each<[reason: string, object: ObjectClass, decision: UpdateDecision]>([
    ['SSE-S3 is updated', { encryption: 'sse-s3' }, { encryption: 'sse-s3' }],
    [
      'another key is replaced, and remembered',
      { encryption: 'sse-kms', kmsKey: 'old', bucketKey: true },
      { encryption: 'sse-kms', kmsKey: 'old', bucketKey: true },
    ],
    [
      'the key without a bucket key gets one',
      { encryption: 'sse-kms', kmsKey: KEY, bucketKey: false },
      { encryption: 'sse-kms', kmsKey: KEY, bucketKey: false },
    ],
    ['the target is met', { encryption: 'sse-kms', kmsKey: KEY, bucketKey: true }, 'meets'],
    ['S3 updates encrypted objects only', { encryption: 'none' }, 'unencrypted'],
    ['S3 does not update DSSE-KMS', { encryption: 'dsse-kms', kmsKey: KEY }, 'dsse-kms'],
    ['S3 does not update SSE-C', { encryption: 'sse-c' }, 'sse-c'],
    ['what is not known is no reason to write', { encryption: 'unknown' }, 'unreadable'],
  ])('%s', (_, object, decision) => {
    expect(decide(object)).toEqual(decision)
  })

  test('under Object Lock stays, unless it meets the target', () => {
    expect(decide({ encryption: 'sse-s3' }, true)).toBe('locked')
    expect(decide({ encryption: 'sse-kms', kmsKey: KEY, bucketKey: true }, true)).toBe('meets')
  })

  test('of a type that is not asked for stays', () => {
    const from = ['sse-kms'] as const
    expect(decideUpdate({ encryption: 'sse-s3' }, false, { target, from })).toBe('not-asked')
  })

  test.each([
    ['a legal hold', { ObjectLockLegalHoldStatus: 'ON' }, true],
    ['no legal hold', { ObjectLockLegalHoldStatus: 'OFF' }, false],
    ['a retention', { ObjectLockRetainUntilDate: new Date(2) }, true],
    ['a retention that is over', { ObjectLockRetainUntilDate: new Date(0) }, false],
  ])('is locked by %s', (_, headers, expected) => {
    expect(isLockedBy(headers, new Date(1))).toBe(expected)
  })
})

describe('the target', () => {
  const rule = (SSEAlgorithm: string, key?: string, BucketKeyEnabled = false) => ({
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(key && { KMSMasterKeyID: key }) },
    BucketKeyEnabled,
  })

  test.each([
    ['the default', rule('aws:kms', KEY, true), undefined, target],
    ['without a bucket key', rule('aws:kms', KEY), undefined, { ...target, bucketKey: false }],
    ['an id, which is of this account', rule('aws:kms', 'new', true), undefined, target],
    ['a key that is named', rule('AES256'), KEY, target],
    [
      'a key that is named, as the bucket has it',
      rule('aws:kms', 'x'),
      KEY,
      { ...target, bucketKey: false },
    ],
  ])('is %s', (_, defaults, named, expected) => {
    expect(targetOf(defaults, named, PLACE)).toEqual(expected)
  })

  test.each([
    ['SSE-S3', rule('AES256'), undefined],
    ['no rule', undefined, undefined],
    ['DSSE-KMS', rule('aws:kms:dsse', KEY), undefined],
    ['the AWS managed key', rule('aws:kms'), undefined],
    ['an alias', rule('aws:kms', 'alias/mine'), undefined],
    ['a text', rule('aws:kms'), 'arn:aws:kms:*:*:key/*'],
    ['another account', rule('aws:kms'), KEY.replace('123456789012', '999999999999')],
    ['another region', rule('aws:kms'), KEY.replace('eu-central-1', 'eu-west-1')],
    ['another partition', rule('aws:kms'), KEY.replace('arn:aws:', 'arn:aws-cn:')],
  ])('is never %s', (_, defaults, named) => {
    expect(targetOf(defaults, named, PLACE)).toBeTypeOf('string')
  })
})

describe('a refusal', () => {
  test.each<[code: string, message: string, UpdateObstacle]>([
    ['AccessDenied', 'that object is protected by S3 Object Lock', 'locked'],
    ['AccessDenied', 'must be owned by the same account as the bucket. Modify', 'foreign-key'],
    ['AccessDenied', 'not authorized to perform: kms:Encrypt on resource', 'key-denied'],
    ['KMS.DisabledException', 'arn:… is disabled.', 'key-denied'],
    ['AccessDenied', 'not authorized to perform: s3:UpdateObjectEncryption', 'denied'],
    ['403', 'Access Denied', 'denied'],
    ['InvalidRequest', "doesn't supported unencrypted source objects.", 'unencrypted'],
    ['InvalidRequest', 'with the encryption type DSSE-KMS or SSE-C. Only', 'dsse-kms'],
    ['NoSuchKey', 'The specified key does not exist.', 'gone'],
    ['InternalError', 'We encountered an internal error', 'other'],
  ])('%s: %s', (code, message, expected) => {
    expect(obstacleOf({ code, message })).toBe(expected)
  })
})

describe('the cost', () => {
  test('of one million objects by a job', () => {
    const { s3, kms, kmsWithBucketKey } = costOfJob(1e6, 1e6)
    expect([s3, kms, kmsWithBucketKey].map(dollars)).toEqual(['$6.27', '$6.00', '$0.06'])
  })

  test('of one billion objects by a job', () => {
    const { s3, kms, kmsWithBucketKey } = costOfJob(1e9, 1e9)
    expect([s3, kms, kmsWithBucketKey].map(dollars)).toEqual(['$6,015.25', '$6,000.00', '$60.00'])
  })

  test('of objects one by one', () => {
    const { s3 } = costOfUpdates({ updates: 1000, heads: 2000, listed: 1000 })
    expect(s3).toBeCloseTo(0.005 + 0.0008 + 0.000005)
    expect(dollars(0.001)).toBe('less than $0.01')
  })
})
