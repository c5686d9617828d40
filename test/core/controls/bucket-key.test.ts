import { describe, expect, test } from 'vitest'
import { bucketKey } from '../../../src/core/controls/bucket-key.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import type { Judgement } from '../../../src/core/finding.ts'
import { NOT_REQUIRED } from '../../../src/core/finding.ts'
import { KEY_ARN, posture, rule, SETTINGS, SSE_S3 } from '../../support/builders.ts'

const ON = { BucketKeyEnabled: true }
const OFF = { BucketKeyEnabled: false }
const MANAGED = 'Default encryption is SSE-KMS with the AWS managed key'

describe('bucket-key', () => {
  test.each<[string, EncryptionRule | null, Judgement['verdict'], string]>([
    ['no rule causes no calls to KMS', null, 'compliant', 'Default encryption is none'],
    ['SSE-S3 causes no calls to KMS', SSE_S3, 'compliant', 'Default encryption is SSE-S3'],
    [
      'DSSE-KMS supports no bucket key',
      { ...rule('aws:kms:dsse', KEY_ARN), ...OFF },
      'compliant',
      `Default encryption is DSSE-KMS with key ${KEY_ARN}`,
    ],
    ['the flag is on', { ...rule('aws:kms'), ...ON }, 'compliant', `${MANAGED} and a bucket key`],
    [
      'the flag is off',
      { ...rule('aws:kms'), ...OFF },
      'non-compliant',
      `${MANAGED}, without a bucket key`,
    ],
    ['a missing flag is off', rule('aws:kms'), 'non-compliant', `${MANAGED}, without a bucket key`],
    [
      'a customer managed key causes the same calls',
      rule('aws:kms', KEY_ARN),
      'non-compliant',
      `Default encryption is SSE-KMS with key ${KEY_ARN}, without a bucket key`,
    ],
    [
      'an unsupported algorithm is not judged',
      rule('aws:quantum'),
      'compliant',
      'Default encryption is aws:quantum',
    ],
  ])('%s', (_reason, encryption, verdict, reason) => {
    const bucket = posture({ encryption })
    expect(bucketKey.evaluate(bucket, SETTINGS)).toEqual({ verdict, reason })
    const unasked = bucketKey.evaluate(bucket, { ...SETTINGS, bucketKey: false })
    expect(unasked).toEqual(NOT_REQUIRED)
  })

  test('an unreadable rule is unknown, if a bucket key is required', () => {
    const bucket = { ...posture(), encryption: { known: false, reason: 'denied' } } as const
    expect(bucketKey.evaluate(bucket, SETTINGS)).toEqual({ verdict: 'unknown', reason: 'denied' })
    const unasked = bucketKey.evaluate(bucket, { ...SETTINGS, bucketKey: false })
    expect(unasked).toEqual(NOT_REQUIRED)
  })

  test('an unreadable policy makes no difference', () => {
    const policy = { known: false, reason: 'denied' } as const
    expect(bucketKey.evaluate({ ...posture(), policy }, SETTINGS).verdict).toBe('compliant')
  })

  test('the remedy changes only that flag', () => {
    const bucket = posture({ encryption: rule('aws:kms') })
    expect(bucketKey.remedy(bucket, SETTINGS)).toEqual({ encryption: { bucketKey: true } })
  })
})
