import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  describeRule,
  type EncryptionMinimum,
  type EncryptionRule,
  isAtLeast,
  strengthen,
} from '../../src/core/encryption.ts'
import { KEY_ARN, OTHER_KEY_ARN, rule, SSE_S3 } from '../support/builders.ts'

const minimum = (encryption: EncryptionMinimum['encryption'], keyArn?: string) => ({
  encryption,
  keyArn,
  bucketKey: true,
})

describe('isAtLeast', () => {
  test.each<[string, EncryptionRule | undefined, EncryptionMinimum, boolean | undefined]>([
    ['no rule is weaker than anything', undefined, minimum('sse-s3'), false],
    ['a rule without a default is none', { BucketKeyEnabled: true }, minimum('sse-s3'), false],
    ['SSE-S3 is SSE-S3', SSE_S3, minimum('sse-s3'), true],
    ['SSE-KMS is more than SSE-S3', rule('aws:kms'), minimum('sse-s3'), true],
    ['DSSE is more than SSE-S3', rule('aws:kms:dsse'), minimum('sse-s3'), true],
    ['SSE-S3 is less than SSE-KMS', SSE_S3, minimum('sse-kms'), false],
    [
      'the AWS managed key will do where no key is named',
      rule('aws:kms'),
      minimum('sse-kms'),
      true,
    ],
    [
      'the AWS managed key by its alias is less than a customer key',
      rule('aws:kms', 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3'),
      minimum('sse-kms', KEY_ARN),
      false,
    ],
    ['no key is the AWS managed key', rule('aws:kms'), minimum('sse-kms', KEY_ARN), false],
    [
      'an alias that only ends like the managed one is a customer key',
      rule('aws:kms', 'alias/team-alias/aws/s3'),
      minimum('sse-kms', KEY_ARN),
      true,
    ],
    [
      "another account's key is a customer key",
      rule('aws:kms', OTHER_KEY_ARN),
      minimum('sse-kms', KEY_ARN),
      true,
    ],
    [
      'a customer key does not make up for a layer',
      rule('aws:kms', KEY_ARN),
      minimum('dsse-kms'),
      false,
    ],
    [
      'an algorithm unknown today may be stronger',
      rule('aws:quantum'),
      minimum('dsse-kms'),
      undefined,
    ],
  ])('%s', (_reason, present, least, expected) => {
    expect(isAtLeast(present, least)).toBe(expected)
  })
})

describe('strengthen', () => {
  test.each<[string, EncryptionRule | undefined, EncryptionMinimum, EncryptionRule]>([
    ['where there is no rule, it is the minimum', undefined, minimum('sse-s3'), rule('AES256')],
    [
      'a first KMS key comes with a bucket key',
      SSE_S3,
      minimum('sse-kms', KEY_ARN),
      { ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: true },
    ],
    [
      'BUCKET_KEY=false leaves the flag as it is',
      SSE_S3,
      { ...minimum('sse-kms', KEY_ARN), bucketKey: false },
      { ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: false },
    ],
    [
      "a customer's key stays, whatever key is named",
      rule('aws:kms', OTHER_KEY_ARN),
      minimum('dsse-kms', KEY_ARN),
      { ...rule('aws:kms:dsse', OTHER_KEY_ARN), BucketKeyEnabled: false },
    ],
    [
      'the managed key gives way to the named one',
      rule('aws:kms', 'alias/aws/s3'),
      minimum('sse-kms', KEY_ARN),
      { ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: true },
    ],
    [
      'blocked encryption types are kept',
      { ...SSE_S3, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } },
      minimum('sse-kms'),
      {
        ...rule('aws:kms'),
        BucketKeyEnabled: true,
        BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
      },
    ],
  ])('%s', (_reason, present, least, expected) => {
    expect(strengthen(present, least)).toEqual(expected)
  })

  const anyRule = fc.option(
    fc.record(
      {
        ApplyServerSideEncryptionByDefault: fc.record(
          {
            SSEAlgorithm: fc.constantFrom('AES256', 'aws:kms', 'aws:kms:dsse', 'aws:quantum'),
            KMSMasterKeyID: fc.constantFrom(KEY_ARN, OTHER_KEY_ARN, 'alias/aws/s3', 'alias/mine'),
          },
          { requiredKeys: ['SSEAlgorithm'] },
        ),
        BucketKeyEnabled: fc.boolean(),
        BlockedEncryptionTypes: fc.constantFrom(
          { EncryptionType: ['NONE'] },
          { EncryptionType: ['SSE-C'] },
        ),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  )
  const anyMinimum = fc.record({
    encryption: fc.constantFrom('sse-s3' as const, 'sse-kms' as const, 'dsse-kms' as const),
    keyArn: fc.option(fc.constant(KEY_ARN), { nil: undefined }),
    bucketKey: fc.boolean(),
  })

  test('law: the result is enough, twice is once, and enough is left alone', () => {
    fc.assert(
      fc.property(anyRule, anyMinimum, (present, least) => {
        const once = strengthen(present, least)
        expect(isAtLeast(once, least)).not.toBe(false)
        expect(strengthen(once, least)).toBe(once)
        if (isAtLeast(present, least) !== false) expect(once).toBe(present)
      }),
    )
  })

  test('law: never less than before: algorithm, customer key, blocked types', () => {
    const order = ['AES256', 'aws:kms', 'aws:kms:dsse', 'aws:quantum']
    const rank = (one: EncryptionRule | undefined) =>
      order.indexOf(one?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? '')
    fc.assert(
      fc.property(anyRule, anyMinimum, (present, least) => {
        const { ApplyServerSideEncryptionByDefault: before, BlockedEncryptionTypes } = present ?? {}
        const after = strengthen(present, least)
        expect(rank(after)).toBeGreaterThanOrEqual(rank(present))
        expect(after.BlockedEncryptionTypes).toEqual(BlockedEncryptionTypes)
        const key = before?.KMSMasterKeyID
        if (key && key !== 'alias/aws/s3' && before.SSEAlgorithm !== 'AES256') {
          expect(after.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID).toBe(key)
        }
      }),
    )
  })
})

test.each([
  ['none', undefined],
  ['SSE-S3', SSE_S3],
  ['SSE-KMS with the AWS managed key', rule('aws:kms')],
  [`DSSE-KMS with key ${KEY_ARN}`, rule('aws:kms:dsse', KEY_ARN)],
  ['aws:quantum', rule('aws:quantum')],
])('describeRule says %s', (text, present) => {
  expect(describeRule(present)).toBe(text)
})
