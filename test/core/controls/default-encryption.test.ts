import { describe, expect, test } from 'vitest'
import { defaultEncryption } from '../../../src/core/controls/default-encryption.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { BUCKET, KEY_ARN, posture, rule, SETTINGS, SSE_S3 } from '../../support/builders.ts'

const KMS: Settings = { ...SETTINGS, defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN }

describe('default-encryption', () => {
  test.each([
    ['SSE-S3 where SSE-S3 is asked for', SSE_S3, SETTINGS, 'compliant', 'SSE-S3'],
    [
      'none',
      null,
      SETTINGS,
      'non-compliant',
      'Default encryption is none, and must be at least SSE-S3',
    ],
    [
      'the AWS managed key where a key is named',
      rule('aws:kms'),
      KMS,
      'non-compliant',
      'must be at least SSE-KMS with a customer managed key',
    ],
    ['an algorithm unknown today', rule('aws:quantum'), KMS, 'unknown', 'does not know'],
  ])('%s', (_reason, encryption, settings, verdict, reason) => {
    const judgement = defaultEncryption.evaluate(posture({ encryption }), settings)
    expect(judgement.verdict).toBe(verdict)
    expect(judgement.reason).toContain(reason)
  })

  test('a key of another region would stop all uploads: told, not put', () => {
    const looked = posture({ encryption: SSE_S3 })
    const elsewhere = { ...looked, bucket: { ...BUCKET, region: 'eu-west-1' } }
    expect(defaultEncryption.evaluate(looked, KMS).verdict).toBe('non-compliant')
    expect(defaultEncryption.evaluate(elsewhere, KMS)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('the key that Cooper was given is not of eu-west-1'),
    })
  })

  test('what could not be read is unknown, not absent', () => {
    const encryption = { known: false, reason: 'denied' } as const
    const judgement = defaultEncryption.evaluate({ ...posture(), encryption }, SETTINGS)
    expect(judgement).toEqual({ verdict: 'unknown', reason: 'denied' })
  })

  test('the remedy is the minimum that is asked for', () => {
    expect(defaultEncryption.remedy(BUCKET, KMS)).toEqual({
      type: 'encryption-rule',
      minimum: { encryption: 'sse-kms', keyArn: KEY_ARN, bucketKey: true },
    })
  })
})
