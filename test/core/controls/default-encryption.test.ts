import { describe, expect, test } from 'vitest'
import { defaultEncryption } from '../../../src/core/controls/default-encryption.ts'
import { strengthen } from '../../../src/core/encryption/requirement.ts'
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
    [
      'exactly the required encryption',
      SSE_S3,
      SETTINGS,
      'compliant',
      'Default encryption is SSE-S3',
    ],
    [
      'stronger encryption than required',
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
      'no rule, where SSE-S3 is required and a key is set',
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
      'a rule that only blocks an encryption type',
      { ...SSE_S3, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } },
      SETTINGS,
      'compliant',
      'Default encryption is SSE-S3',
    ],
    [
      'SSE-S3 where SSE-KMS is required',
      SSE_S3,
      KMS,
      'non-compliant',
      'Default encryption is SSE-S3, and must be at least SSE-KMS',
    ],
    [
      'the AWS managed key where the settings name no key',
      rule('aws:kms'),
      KMS,
      'compliant',
      'Default encryption is SSE-KMS with the AWS managed key',
    ],
    [
      'the AWS managed key where the settings name a key',
      rule('aws:kms', 'alias/aws/s3'),
      NAMED,
      'non-compliant',
      'Default encryption is SSE-KMS with the AWS managed key, and must be at least SSE-KMS with a customer managed key',
    ],
    [
      'another customer managed key than the one in the settings',
      rule('aws:kms', OTHER_KEY_ARN),
      NAMED,
      'compliant',
      `Default encryption is SSE-KMS with key ${OTHER_KEY_ARN}`,
    ],
    [
      'a customer managed key where DSSE-KMS is required',
      rule('aws:kms', KEY_ARN),
      DSSE,
      'non-compliant',
      `Default encryption is SSE-KMS with key ${KEY_ARN}, and must be at least DSSE-KMS`,
    ],
    [
      'DSSE-KMS with the AWS managed key where the settings name a key',
      rule('aws:kms:dsse'),
      DSSE_NAMED,
      'non-compliant',
      'Default encryption is DSSE-KMS with the AWS managed key, and must be at least DSSE-KMS with a customer managed key',
    ],
    [
      'DSSE-KMS where SSE-KMS is required',
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
      'SSE-S3, which has no key, where the settings list keys',
      SSE_S3,
      S3_LISTED,
      'compliant',
      'Default encryption is SSE-S3',
    ],
    [
      'the AWS managed key, which is never on the list',
      rule('aws:kms'),
      S3_LISTED,
      'non-compliant',
      'Default encryption is SSE-KMS with the AWS managed key, which is not an allowed key',
    ],
    [
      'an alias, whose key may be on the list',
      rule('aws:kms', 'alias/mine'),
      LISTED,
      'unknown',
      'Default encryption is SSE-KMS with key alias/mine, an alias, so Cooper cannot determine whether the key is allowed: replace the alias by the ARN of the key',
    ],
    [
      'an alias with too weak an algorithm, whose key may be on the list',
      rule('aws:kms', 'alias/mine'),
      { ...LISTED, defaultEncryption: 'dsse-kms' },
      'unknown',
      'Default encryption is SSE-KMS with key alias/mine, an alias, so Cooper cannot determine whether the key is allowed: replace the alias by the ARN of the key',
    ],
    [
      'an unsupported algorithm',
      rule('aws:quantum'),
      NAMED,
      'unknown',
      'Default encryption is aws:quantum, an algorithm that Cooper does not support',
    ],
  ])('%s', (_reason, encryption, settings, verdict, reason) => {
    const judgement = defaultEncryption.evaluate(posture({ encryption }), settings)
    expect(judgement).toEqual({ verdict, reason })
  })

  describe('a key that would stop all uploads is reported, not put', () => {
    const elsewhere = (encryption: EncryptionRule, place: object) => {
      return { ...posture({ encryption }), bucket: { ...BUCKET, ...place } }
    }

    test.each<[string, object]>([
      ['of another region', { region: 'eu-west-1' }],
      ['of another partition', { region: 'cn-north-1', partition: 'aws-cn' }],
      ['of another partition with the same region', { partition: 'aws-eusc' }],
    ])('%s', (_reason, place) => {
      const inOtherPlace = elsewhere(SSE_S3, place)
      expect(defaultEncryption.evaluate(inOtherPlace, NAMED)).toEqual({
        verdict: 'unknown',
        reason: `Default encryption is SSE-S3, and must be at least SSE-KMS with a customer managed key; but the key in Cooper's settings is not in ${inOtherPlace.bucket.region}`,
      })
    })

    test('even in place of a key that is not allowed', () => {
      const key = OTHER_KEY_ARN.replace('us-east-1', 'eu-west-1')
      const inOtherPlace = elsewhere(rule('aws:kms', key), { region: 'eu-west-1' })
      expect(defaultEncryption.evaluate(inOtherPlace, LISTED)).toEqual({
        verdict: 'unknown',
        reason: `Default encryption is SSE-KMS with key ${key}, which is not an allowed key; but the key in Cooper's settings is not in eu-west-1`,
      })
    })

    test('does not matter if the settings name no key', () => {
      const inOtherPlace = elsewhere(SSE_S3, { region: 'eu-west-1' })
      expect(defaultEncryption.evaluate(inOtherPlace, KMS).verdict).toBe('non-compliant')
    })

    test('a bucket in another region with strong encryption is compliant', () => {
      const key = OTHER_KEY_ARN.replace('us-east-1', 'eu-west-1')
      const inOtherPlace = elsewhere(rule('aws:kms', key), { region: 'eu-west-1' })
      expect(defaultEncryption.evaluate(inOtherPlace, NAMED).verdict).toBe('compliant')
    })
  })

  describe('a rule whose key is in another region stops all uploads, so it is non-compliant', () => {
    const far = KEY_ARN.replace('us-east-1', 'eu-west-1')
    const reason = (key: string) =>
      `Default encryption is SSE-KMS with key ${key}, which is a key of another region: S3 accepts it in the rule, but refuses every upload that would use it`

    test.each<[string, string, Settings]>([
      ['of another region', far, NAMED],
      ['of another partition', KEY_ARN.replace('arn:aws:', 'arn:aws-cn:'), NAMED],
      ['of another region, under an alias', far.replace('key/1234', 'alias/1234'), NAMED],
      [
        'of another region, which is on the list',
        far,
        { ...LISTED, kmsKeysAllowed: [far, KEY_ARN] },
      ],
    ])('%s: the key of the settings replaces it', (_reason, key, settings) => {
      const spoilt = posture({ encryption: rule('aws:kms', key) })
      expect(defaultEncryption.evaluate(spoilt, settings)).toEqual({
        verdict: 'non-compliant',
        reason: reason(key),
      })
      const { encryption } = defaultEncryption.remedy(spoilt, settings)
      expect(strengthen(rule('aws:kms', key), encryption ?? {}, BUCKET)).toEqual(
        rule('aws:kms', KEY_ARN),
      )
    })

    test.each<[string, Settings]>([
      ['settings without a key', SETTINGS],
      ['settings with the AWS managed key', KMS],
      ['settings with a key of another region', { ...NAMED, kmsKeyArn: far }],
    ])('is left to its owner by %s, since nothing in them may replace it', (_what, settings) => {
      const spoilt = posture({ encryption: rule('aws:kms', far) })
      expect(defaultEncryption.evaluate(spoilt, settings)).toEqual({
        verdict: 'non-compliant',
        reason: `${reason(far)}: use a key of us-east-1`,
      })
      expect(defaultEncryption.remedy(spoilt, settings)).toEqual({})
    })
  })

  test('an unreadable rule is unknown, not absent', () => {
    const encryption = { known: false, reason: 'denied' } as const
    const judgement = defaultEncryption.evaluate({ ...posture(), encryption }, SETTINGS)
    expect(judgement).toEqual({ verdict: 'unknown', reason: 'denied' })
  })

  test('an unreadable policy makes no difference', () => {
    const policy = { known: false, reason: 'denied' } as const
    expect(defaultEncryption.evaluate({ ...posture(), policy }, SETTINGS).verdict).toBe('compliant')
  })

  test.each<[string, Settings, object]>([
    ['no settings', SETTINGS, { encryption: 'sse-s3', keyArn: undefined, keysAllowed: [] }],
    [
      'all settings',
      { ...LISTED },
      { encryption: 'sse-kms', keyArn: KEY_ARN, keysAllowed: OWN_KEYS },
    ],
  ])('the remedy is the required minimum: %s', (_reason, settings, minimum) => {
    expect(defaultEncryption.remedy(posture(), settings)).toEqual({ encryption: { minimum } })
  })

  describe('a bucket that receives logs', () => {
    test.each<[string, Settings]>([
      ['SSE-KMS', KMS],
      ['SSE-KMS with a key', NAMED],
      ['SSE-KMS with one of the keys listed', LISTED],
      ['DSSE-KMS', DSSE],
      ['SSE-S3 and keys listed', S3_LISTED],
    ])('must have SSE-S3 and nothing more, instead of %s', (_reason, settings) => {
      const less = { defaultEncryption: 'sse-s3', kmsKeyArn: undefined, kmsKeysAllowed: [] }
      expect(defaultEncryption.forLogTarget?.(settings)).toEqual({ ...settings, ...less })
    })

    test('SSE-S3 satisfies SSE-S3', () => {
      expect(defaultEncryption.forLogTarget?.(SETTINGS)).toBe(SETTINGS)
    })
  })
})
