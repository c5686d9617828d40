import { describe, expect, test } from 'vitest'
import {
  type EncryptionMinimum,
  hasAllowedKey,
  hasKeyInReach,
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
const FAR_KEY_ARN = KEY_ARN.replace('us-east-1', 'eu-west-1')
const WITH_BUCKET_KEY = { BucketKeyEnabled: true }

describe('isAtLeast', () => {
  test.each<[string, Rule, EncryptionMinimum, boolean | undefined]>([
    ['no rule is weaker than any minimum', undefined, least('sse-s3'), false],
    ['a rule without a default is like no rule', WITH_BUCKET_KEY, least('sse-s3'), false],
    ['SSE-S3 satisfies SSE-S3', SSE_S3, least('sse-s3'), true],
    ['SSE-KMS is more than SSE-S3', rule('aws:kms'), least('sse-s3'), true],
    ['DSSE is more than SSE-S3', rule('aws:kms:dsse'), least('sse-s3'), true],
    [
      'a key in the settings does not matter for SSE-S3',
      SSE_S3,
      least('sse-s3', KEY_ARN, OWN_KEYS),
      true,
    ],
    ['SSE-S3 is less than SSE-KMS', SSE_S3, least('sse-kms'), false],
    ['SSE-S3 is less than DSSE', SSE_S3, least('dsse-kms'), false],
    [
      'the AWS managed key is enough if the settings name no key',
      rule('aws:kms'),
      least('sse-kms'),
      true,
    ],
    ['a customer managed key is enough as well', rule('aws:kms', KEY_ARN), least('sse-kms'), true],
    [
      'the AWS managed key by its alias is weaker than a customer managed key',
      rule('aws:kms', MANAGED_ARN),
      least('sse-kms', KEY_ARN),
      false,
    ],
    ['no key is the AWS managed key', rule('aws:kms'), least('sse-kms', KEY_ARN), false],
    [
      'an alias with the ending of the managed one is a customer managed key',
      rule('aws:kms', 'alias/team-alias/aws/s3'),
      least('sse-kms', KEY_ARN),
      true,
    ],
    [
      "another account's key is a customer managed key",
      rule('aws:kms', OTHER_KEY_ARN),
      least('sse-kms', KEY_ARN),
      true,
    ],
    [
      'DSSE-KMS compensates for the AWS managed key',
      rule('aws:kms:dsse'),
      least('sse-kms', KEY_ARN),
      true,
    ],
    [
      'a customer managed key does not compensate for a missing second layer',
      rule('aws:kms', KEY_ARN),
      least('dsse-kms'),
      false,
    ],
    [
      'not even if the settings name it',
      rule('aws:kms', KEY_ARN),
      least('dsse-kms', KEY_ARN),
      false,
    ],
    ['DSSE satisfies DSSE', rule('aws:kms:dsse'), least('dsse-kms'), true],
    [
      'with DSSE, too, the AWS managed key is weaker than a customer managed key',
      rule('aws:kms:dsse'),
      least('dsse-kms', KEY_ARN),
      false,
    ],
    ['an unsupported algorithm may be stronger', rule('aws:quantum'), least('dsse-kms'), undefined],
  ])('%s', (_reason, present, minimum, expected) => {
    expect(isAtLeast(present, minimum)).toBe(expected)
  })
})

describe('hasAllowedKey', () => {
  test.each<[string, Rule, readonly string[], boolean | undefined]>([
    ['no rule uses no key', undefined, OWN_KEYS, true],
    ['a rule without a default uses no key', WITH_BUCKET_KEY, OWN_KEYS, true],
    ['SSE-S3 uses no KMS key', SSE_S3, OWN_KEYS, true],
    ['without a list, any key', rule('aws:kms', OTHER_KEY_ARN), [], true],
    ['a key on the list', rule('aws:kms', KEY_ARN), OWN_KEYS, true],
    ['a key on the list with DSSE', rule('aws:kms:dsse', KEY_ARN), OWN_KEYS, true],
    ['the AWS managed key is not on the list', rule('aws:kms'), OWN_KEYS, false],
    ['nor is it with DSSE', rule('aws:kms:dsse'), OWN_KEYS, false],
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

test.each<[string, Rule, boolean]>([
  ['no rule uses no key', undefined, true],
  ['SSE-S3 uses no KMS key', rule('AES256', FAR_KEY_ARN), true],
  ['the AWS managed key is in every region', rule('aws:kms'), true],
  ['S3 looks up a key id in the region of the bucket', rule('aws:kms', '1234abcd'), true],
  ['so it does an alias', rule('aws:kms', 'alias/mine'), true],
  ["another account's key in the region", rule('aws:kms', OTHER_KEY_ARN), true],
  ['a key of another region', rule('aws:kms', FAR_KEY_ARN), false],
  ['with DSSE, too', rule('aws:kms:dsse', FAR_KEY_ARN), false],
  ['a key of another partition', rule('aws:kms', KEY_ARN.replace(':aws:', ':aws-cn:')), false],
])('whether S3 can use the key of a rule: %s', (_reason, present, expected) => {
  expect(hasKeyInReach(present, BUCKET)).toBe(expected)
})

describe('raise', () => {
  test.each<[string, Rule, EncryptionMinimum, EncryptionRule]>([
    ['no rule becomes the minimum', undefined, least('sse-s3'), rule('AES256')],
    [
      'SSE-S3 has no key, even if the settings name one',
      undefined,
      least('sse-s3', KEY_ARN, OWN_KEYS),
      rule('AES256'),
    ],
    [
      'a disabled bucket key stays disabled',
      SSE_S3,
      least('sse-kms', KEY_ARN),
      { ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: false },
    ],
    [
      'an enabled bucket key stays enabled',
      { ...SSE_S3, ...WITH_BUCKET_KEY },
      least('sse-kms', KEY_ARN),
      { ...rule('aws:kms', KEY_ARN), ...WITH_BUCKET_KEY },
    ],
    [
      'a missing bucket key flag stays missing',
      rule('AES256'),
      least('sse-kms', KEY_ARN),
      rule('aws:kms', KEY_ARN),
    ],
    [
      'DSSE supports no bucket key',
      { ...SSE_S3, ...WITH_BUCKET_KEY },
      least('dsse-kms'),
      { ...rule('aws:kms:dsse'), BucketKeyEnabled: false },
    ],
    [
      'a customer managed key stays, whatever key the settings name',
      rule('aws:kms', OTHER_KEY_ARN),
      least('dsse-kms', KEY_ARN),
      { ...rule('aws:kms:dsse', OTHER_KEY_ARN), BucketKeyEnabled: false },
    ],
    [
      'a customer managed key that is not allowed is replaced',
      rule('aws:kms', OTHER_KEY_ARN),
      least('sse-kms', KEY_ARN, OWN_KEYS),
      rule('aws:kms', KEY_ARN),
    ],
    [
      'a key that is not allowed is replaced, and the stronger algorithm stays',
      rule('aws:kms:dsse', OTHER_KEY_ARN),
      least('sse-s3', KEY_ARN, OWN_KEYS),
      { ...rule('aws:kms:dsse', KEY_ARN), BucketKeyEnabled: false },
    ],
    [
      'the AWS managed key is replaced by the key in the settings',
      rule('aws:kms', 'alias/aws/s3'),
      least('sse-kms', KEY_ARN),
      rule('aws:kms', KEY_ARN),
    ],
    [
      'the AWS managed key by its alias stays if the settings name no key',
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
    ['a rule that satisfies the minimum', SSE_S3, least('sse-s3')],
    [
      'a rule that exceeds the minimum',
      rule('aws:kms:dsse', OTHER_KEY_ARN),
      least('sse-kms', KEY_ARN),
    ],
    [
      'an allowed key that is not the one in the settings',
      rule('aws:kms', 'another'),
      least('sse-kms', KEY_ARN, OWN_KEYS),
    ],
    [
      'an alias that may be allowed',
      rule('aws:kms', 'alias/mine'),
      least('sse-kms', KEY_ARN, OWN_KEYS),
    ],
    [
      'an alias that may be allowed, with too weak an algorithm',
      rule('aws:kms', 'alias/mine'),
      least('dsse-kms', KEY_ARN, OWN_KEYS),
    ],
    ['an unsupported algorithm', rule('aws:quantum'), least('dsse-kms', KEY_ARN)],
    [
      'a key of another region, which only a key of the settings may replace',
      rule('aws:kms', FAR_KEY_ARN),
      least('sse-kms'),
    ],
    [
      'a key of another region with too weak an algorithm, for which the settings have no key',
      rule('aws:kms', FAR_KEY_ARN),
      least('dsse-kms'),
    ],
    [
      'SSE-S3, if the key of the settings is in another region',
      SSE_S3,
      least('sse-kms', FAR_KEY_ARN),
    ],
    [
      'an unsupported algorithm with any key',
      rule('aws:quantum', OTHER_KEY_ARN),
      least('dsse-kms', KEY_ARN, OWN_KEYS),
    ],
  ])('the same object is returned: %s', (_reason, present, minimum) => {
    expect(raise(present, minimum, BUCKET)).toBe(present)
  })
})
