import { describe, expect, test } from 'vitest'
import {
  type EncryptionMinimum,
  hasAllowedKey,
  isAtLeast,
  raise,
} from '../../../src/core/encryption/minimum.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { BUCKET, KEY_ARN, OTHER_KEY_ARN, rule, SSE_S3 } from '../../support/builders.ts'

type Rule = EncryptionRule | undefined

const least = (
  encryption: EncryptionMinimum['encryption'],
  keyArn?: string,
  keysAllowed: readonly string[] = [],
): EncryptionMinimum => ({ encryption, keyArn, keysAllowed })

const MANAGED_ARN = 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3'
const OWN_KEYS = ['arn:aws:kms:us-east-1:123456789012:key/*']
const WITH_BUCKET_KEY = { BucketKeyEnabled: true }

describe('isAtLeast', () => {
  test.each<[string, Rule, EncryptionMinimum, boolean | undefined]>([
    ['no rule is weaker than anything', undefined, least('sse-s3'), false],
    ['a rule without a default is none', WITH_BUCKET_KEY, least('sse-s3'), false],
    ['SSE-S3 is SSE-S3', SSE_S3, least('sse-s3'), true],
    ['SSE-KMS is more than SSE-S3', rule('aws:kms'), least('sse-s3'), true],
    ['DSSE is more than SSE-S3', rule('aws:kms:dsse'), least('sse-s3'), true],
    ['a key named asks nothing of SSE-S3', SSE_S3, least('sse-s3', KEY_ARN, OWN_KEYS), true],
    ['SSE-S3 is less than SSE-KMS', SSE_S3, least('sse-kms'), false],
    ['SSE-S3 is less than DSSE', SSE_S3, least('dsse-kms'), false],
    ['the AWS managed key will do where no key is named', rule('aws:kms'), least('sse-kms'), true],
    ['a customer key will do as well', rule('aws:kms', KEY_ARN), least('sse-kms'), true],
    [
      'the AWS managed key by its alias is less than a customer key',
      rule('aws:kms', MANAGED_ARN),
      least('sse-kms', KEY_ARN),
      false,
    ],
    ['no key is the AWS managed key', rule('aws:kms'), least('sse-kms', KEY_ARN), false],
    [
      'an alias that only ends like the managed one is a customer key',
      rule('aws:kms', 'alias/team-alias/aws/s3'),
      least('sse-kms', KEY_ARN),
      true,
    ],
    [
      "another account's key is a customer key",
      rule('aws:kms', OTHER_KEY_ARN),
      least('sse-kms', KEY_ARN),
      true,
    ],
    [
      'a second layer makes up for the AWS managed key',
      rule('aws:kms:dsse'),
      least('sse-kms', KEY_ARN),
      true,
    ],
    [
      'a customer key does not make up for a layer',
      rule('aws:kms', KEY_ARN),
      least('dsse-kms'),
      false,
    ],
    ['not even where one is named', rule('aws:kms', KEY_ARN), least('dsse-kms', KEY_ARN), false],
    ['DSSE is DSSE', rule('aws:kms:dsse'), least('dsse-kms'), true],
    [
      'under DSSE too the AWS managed key is less than a customer key',
      rule('aws:kms:dsse'),
      least('dsse-kms', KEY_ARN),
      false,
    ],
    [
      'an algorithm unknown today may be stronger',
      rule('aws:quantum'),
      least('dsse-kms'),
      undefined,
    ],
  ])('%s', (_reason, present, minimum, expected) => {
    expect(isAtLeast(present, minimum)).toBe(expected)
  })
})

describe('hasAllowedKey', () => {
  test.each<[string, Rule, readonly string[], boolean | undefined]>([
    ['no rule uses no key', undefined, OWN_KEYS, true],
    ['a rule without a default uses no key', WITH_BUCKET_KEY, OWN_KEYS, true],
    ['SSE-S3 uses no key of KMS', SSE_S3, OWN_KEYS, true],
    ['where none is named, any', rule('aws:kms', OTHER_KEY_ARN), [], true],
    ['one of those', rule('aws:kms', KEY_ARN), OWN_KEYS, true],
    ['one of those under DSSE', rule('aws:kms:dsse', KEY_ARN), OWN_KEYS, true],
    ['the AWS managed key is none of those', rule('aws:kms'), OWN_KEYS, false],
    ['nor is it under DSSE', rule('aws:kms:dsse'), OWN_KEYS, false],
    ["another account's key", rule('aws:kms', OTHER_KEY_ARN), OWN_KEYS, false],
    ['an alias hides its key', rule('aws:kms', 'alias/mine'), OWN_KEYS, undefined],
  ])('%s', (_reason, present, keysAllowed, expected) => {
    expect(hasAllowedKey(present, { keysAllowed }, BUCKET)).toBe(expected)
  })

  test("a bare id is a key of the bucket's account", () => {
    const present = rule('aws:kms', '1234abcd-12ab-34cd-56ef-1234567890ab')
    const elsewhere = { ...BUCKET, account: '999999999999' }
    expect(hasAllowedKey(present, { keysAllowed: OWN_KEYS }, BUCKET)).toBe(true)
    expect(hasAllowedKey(present, { keysAllowed: OWN_KEYS }, elsewhere)).toBe(false)
  })
})

describe('raise', () => {
  test.each<[string, Rule, EncryptionMinimum, EncryptionRule]>([
    ['where there is no rule, it is the minimum', undefined, least('sse-s3'), rule('AES256')],
    [
      'SSE-S3 has no key, though one is named',
      undefined,
      least('sse-s3', KEY_ARN, OWN_KEYS),
      rule('AES256'),
    ],
    [
      'the flag of the bucket key stays as it is: off',
      SSE_S3,
      least('sse-kms', KEY_ARN),
      { ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: false },
    ],
    [
      'the flag of the bucket key stays as it is: on',
      { ...SSE_S3, ...WITH_BUCKET_KEY },
      least('sse-kms', KEY_ARN),
      { ...rule('aws:kms', KEY_ARN), ...WITH_BUCKET_KEY },
    ],
    [
      'the flag of the bucket key stays as it is: absent',
      rule('AES256'),
      least('sse-kms', KEY_ARN),
      rule('aws:kms', KEY_ARN),
    ],
    [
      'DSSE has no bucket key',
      { ...SSE_S3, ...WITH_BUCKET_KEY },
      least('dsse-kms'),
      { ...rule('aws:kms:dsse'), BucketKeyEnabled: false },
    ],
    [
      "a customer's key stays, whatever key is named",
      rule('aws:kms', OTHER_KEY_ARN),
      least('dsse-kms', KEY_ARN),
      { ...rule('aws:kms:dsse', OTHER_KEY_ARN), BucketKeyEnabled: false },
    ],
    [
      "a customer's key gives way where it is none of those allowed",
      rule('aws:kms', OTHER_KEY_ARN),
      least('sse-kms', KEY_ARN, OWN_KEYS),
      rule('aws:kms', KEY_ARN),
    ],
    [
      'a key that is not allowed gives way, and the stronger algorithm stays',
      rule('aws:kms:dsse', OTHER_KEY_ARN),
      least('sse-s3', KEY_ARN, OWN_KEYS),
      { ...rule('aws:kms:dsse', KEY_ARN), BucketKeyEnabled: false },
    ],
    [
      'the managed key gives way to the named one',
      rule('aws:kms', 'alias/aws/s3'),
      least('sse-kms', KEY_ARN),
      rule('aws:kms', KEY_ARN),
    ],
    [
      'the managed key by its alias stays so where no key is named',
      rule('aws:kms', 'alias/aws/s3'),
      least('dsse-kms'),
      { ...rule('aws:kms:dsse', 'alias/aws/s3'), BucketKeyEnabled: false },
    ],
    [
      'blocked encryption types are kept',
      { ...SSE_S3, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } },
      least('sse-kms'),
      {
        ...rule('aws:kms'),
        BucketKeyEnabled: false,
        BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
      },
    ],
  ])('%s', (_reason, present, minimum, expected) => {
    expect(raise(present, minimum, BUCKET)).toEqual(expected)
  })

  test.each<[string, EncryptionRule, EncryptionMinimum]>([
    ['what is enough', SSE_S3, least('sse-s3')],
    ['what is more than enough', rule('aws:kms:dsse', OTHER_KEY_ARN), least('sse-kms', KEY_ARN)],
    [
      'a key that is allowed, though not the one named',
      rule('aws:kms', 'another'),
      least('sse-kms', KEY_ARN, OWN_KEYS),
    ],
    [
      'an alias that may be allowed',
      rule('aws:kms', 'alias/mine'),
      least('sse-kms', KEY_ARN, OWN_KEYS),
    ],
    [
      'an alias that may be allowed, though too weak: what it hides is not known',
      rule('aws:kms', 'alias/mine'),
      least('dsse-kms', KEY_ARN, OWN_KEYS),
    ],
    ['an algorithm unknown today', rule('aws:quantum'), least('dsse-kms', KEY_ARN)],
    [
      'an algorithm unknown today, whatever its key',
      rule('aws:quantum', OTHER_KEY_ARN),
      least('dsse-kms', KEY_ARN, OWN_KEYS),
    ],
  ])('the same object comes back: %s', (_reason, present, minimum) => {
    expect(raise(present, minimum, BUCKET)).toBe(present)
  })
})
