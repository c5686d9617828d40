import { describe, expect, test } from 'vitest'
import { defaultEncryption } from '../../../src/core/controls/default-encryption.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import type { Judgement } from '../../../src/core/finding.ts'
import type { Settings } from '../../../src/core/settings.ts'
import {
  BUCKET,
  KEY_ARN,
  OTHER_KEY_ARN,
  posture,
  rule,
  SETTINGS,
  SSE_S3,
} from '../../support/builders.ts'

const asking = (settings: Partial<Settings>): Settings => ({ ...SETTINGS, ...settings })

const KMS = asking({ defaultEncryption: 'sse-kms' })
const NAMED = asking({ defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN })
const DSSE = asking({ defaultEncryption: 'dsse-kms' })
const DSSE_NAMED = asking({ defaultEncryption: 'dsse-kms', kmsKeyArn: KEY_ARN })
const OWN_KEYS = ['arn:aws:kms:us-east-1:123456789012:key/*']
const LISTED = { ...NAMED, kmsKeysAllowed: OWN_KEYS }
const S3_LISTED = asking({ kmsKeyArn: KEY_ARN, kmsKeysAllowed: OWN_KEYS })

describe('default-encryption', () => {
  test.each<[string, EncryptionRule | null, Settings, Judgement['verdict'], string]>([
    ['what is asked for', SSE_S3, SETTINGS, 'compliant', 'Default encryption is SSE-S3'],
    [
      'more than what is asked for',
      { ...rule('aws:kms', OTHER_KEY_ARN), BucketKeyEnabled: true },
      SETTINGS,
      'compliant',
      `Default encryption is SSE-KMS with key ${OTHER_KEY_ARN} and a bucket key`,
    ],
    [
      'no rule',
      null,
      SETTINGS,
      'non-compliant',
      'Default encryption is none, and must be at least SSE-S3',
    ],
    [
      'no rule where SSE-S3 is asked for, which has no key',
      null,
      S3_LISTED,
      'non-compliant',
      'Default encryption is none, and must be at least SSE-S3',
    ],
    [
      'a rule without a default',
      { BucketKeyEnabled: true },
      SETTINGS,
      'non-compliant',
      'Default encryption is none, and must be at least SSE-S3',
    ],
    [
      'what is blocked says nothing of the default',
      { ...SSE_S3, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } },
      SETTINGS,
      'compliant',
      'Default encryption is SSE-S3',
    ],
    [
      'SSE-S3 where SSE-KMS is asked for',
      SSE_S3,
      KMS,
      'non-compliant',
      'Default encryption is SSE-S3, and must be at least SSE-KMS',
    ],
    [
      'the AWS managed key where no key is named',
      rule('aws:kms'),
      KMS,
      'compliant',
      'Default encryption is SSE-KMS with the AWS managed key',
    ],
    [
      'the AWS managed key where a key is named',
      rule('aws:kms', 'alias/aws/s3'),
      NAMED,
      'non-compliant',
      'Default encryption is SSE-KMS with the AWS managed key, and must be at least SSE-KMS with a customer managed key',
    ],
    [
      'another customer key than the one named',
      rule('aws:kms', OTHER_KEY_ARN),
      NAMED,
      'compliant',
      `Default encryption is SSE-KMS with key ${OTHER_KEY_ARN}`,
    ],
    [
      'a customer key where a second layer is asked for',
      rule('aws:kms', KEY_ARN),
      DSSE,
      'non-compliant',
      `Default encryption is SSE-KMS with key ${KEY_ARN}, and must be at least DSSE-KMS`,
    ],
    [
      'a second layer with the AWS managed key where a key is named',
      rule('aws:kms:dsse'),
      DSSE_NAMED,
      'non-compliant',
      'Default encryption is DSSE-KMS with the AWS managed key, and must be at least DSSE-KMS with a customer managed key',
    ],
    [
      'a second layer where one is enough',
      rule('aws:kms:dsse'),
      NAMED,
      'compliant',
      'Default encryption is DSSE-KMS with the AWS managed key',
    ],
    [
      'a key on the list',
      rule('aws:kms', KEY_ARN.replace('1234abcd', '0000abcd')),
      LISTED,
      'compliant',
      `Default encryption is SSE-KMS with key ${KEY_ARN.replace('1234abcd', '0000abcd')}`,
    ],
    [
      'a key that is not on the list',
      rule('aws:kms', OTHER_KEY_ARN),
      LISTED,
      'non-compliant',
      `Default encryption is SSE-KMS with key ${OTHER_KEY_ARN}, which is not an allowed key`,
    ],
    [
      'SSE-S3 has no key that could be on a list',
      SSE_S3,
      S3_LISTED,
      'compliant',
      'Default encryption is SSE-S3',
    ],
    [
      'the AWS managed key is on no list',
      rule('aws:kms'),
      S3_LISTED,
      'non-compliant',
      'Default encryption is SSE-KMS with the AWS managed key, which is not an allowed key',
    ],
    [
      'an alias hides its key from the list',
      rule('aws:kms', 'alias/mine'),
      LISTED,
      'unknown',
      'Default encryption is SSE-KMS with key alias/mine, an alias, so Cooper cannot determine whether the key is allowed: replace the alias by the ARN of the key',
    ],
    [
      'an alias that is too weak, and may be one of the keys listed',
      rule('aws:kms', 'alias/mine'),
      { ...LISTED, defaultEncryption: 'dsse-kms' },
      'unknown',
      'Default encryption is SSE-KMS with key alias/mine, an alias, so Cooper cannot determine whether the key is allowed: replace the alias by the ARN of the key',
    ],
    [
      'an algorithm unknown today',
      rule('aws:quantum'),
      NAMED,
      'unknown',
      'Default encryption is aws:quantum, an algorithm that Cooper does not support',
    ],
  ])('%s', (_reason, encryption, settings, verdict, reason) => {
    const judgement = defaultEncryption.evaluate(posture({ encryption }), settings)
    expect(judgement).toEqual({ verdict, reason })
  })

  describe('a key that would stop all uploads is told, not put', () => {
    const elsewhere = (encryption: EncryptionRule, place: object) => {
      return { ...posture({ encryption }), bucket: { ...BUCKET, ...place } }
    }

    test.each<[string, object]>([
      ['of another region', { region: 'eu-west-1' }],
      ['of another partition', { region: 'cn-north-1', partition: 'aws-cn' }],
      ['of another partition that has such a region too', { partition: 'aws-eusc' }],
    ])('%s', (_reason, place) => {
      const looked = elsewhere(SSE_S3, place)
      expect(defaultEncryption.evaluate(looked, NAMED)).toEqual({
        verdict: 'unknown',
        reason: `Default encryption is SSE-S3, and must be at least SSE-KMS with a customer managed key; but the key in Cooper's settings is not in ${looked.bucket.region}`,
      })
    })

    test('in the place of a key that is not allowed', () => {
      const looked = elsewhere(rule('aws:kms', OTHER_KEY_ARN), { region: 'eu-west-1' })
      expect(defaultEncryption.evaluate(looked, LISTED)).toEqual({
        verdict: 'unknown',
        reason: `Default encryption is SSE-KMS with key ${OTHER_KEY_ARN}, which is not an allowed key; but the key in Cooper's settings is not in eu-west-1`,
      })
    })

    test('where no key is given there is nothing wrong with it', () => {
      const looked = elsewhere(SSE_S3, { region: 'eu-west-1' })
      expect(defaultEncryption.evaluate(looked, KMS).verdict).toBe('non-compliant')
    })

    test('a bucket that is encrypted well elsewhere is compliant', () => {
      const looked = elsewhere(rule('aws:kms', OTHER_KEY_ARN), { region: 'eu-west-1' })
      expect(defaultEncryption.evaluate(looked, NAMED).verdict).toBe('compliant')
    })
  })

  test('what could not be read is unknown, not absent', () => {
    const encryption = { known: false, reason: 'denied' } as const
    const judgement = defaultEncryption.evaluate({ ...posture(), encryption }, SETTINGS)
    expect(judgement).toEqual({ verdict: 'unknown', reason: 'denied' })
  })

  test('a policy that could not be read makes no difference', () => {
    const policy = { known: false, reason: 'denied' } as const
    expect(defaultEncryption.evaluate({ ...posture(), policy }, SETTINGS).verdict).toBe('compliant')
  })

  test.each<[string, Settings, object]>([
    ['nothing set', SETTINGS, { encryption: 'sse-s3', keyArn: undefined, keysAllowed: [] }],
    [
      'all of it set',
      { ...LISTED },
      { encryption: 'sse-kms', keyArn: KEY_ARN, keysAllowed: OWN_KEYS },
    ],
  ])('the remedy is the minimum that is asked for: %s', (_reason, settings, minimum) => {
    expect(defaultEncryption.remedy(posture(), settings)).toEqual({ encryption: { minimum } })
  })

  describe('of a bucket that receives logs', () => {
    test.each<[string, Settings]>([
      ['SSE-KMS', KMS],
      ['SSE-KMS with a key', NAMED],
      ['SSE-KMS with one of the keys listed', LISTED],
      ['DSSE-KMS', DSSE],
      ['SSE-S3 and keys listed', S3_LISTED],
    ])('SSE-S3 is asked for and nothing more, instead of %s', (_reason, settings) => {
      const less = { defaultEncryption: 'sse-s3', kmsKeyArn: undefined, kmsKeysAllowed: [] }
      expect(defaultEncryption.forLogTarget?.(settings)).toEqual({ ...settings, ...less })
    })

    test('SSE-S3 is no less than SSE-S3', () => {
      expect(defaultEncryption.forLogTarget?.(SETTINGS)).toBe(SETTINGS)
    })
  })
})
