import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type EncryptionMinimum, isAtLeast } from '../../../src/core/encryption/minimum.ts'
import {
  type EncryptionRequirement,
  lacksBucketKey,
  strengthen,
} from '../../../src/core/encryption/requirement.ts'
import { blocksSseC, type EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { DEFAULT_ENCRYPTIONS } from '../../../src/core/settings.ts'
import { BUCKET, KEY_ARN, OTHER_KEY_ARN, rule, SSE_S3 } from '../../support/builders.ts'
import { cases } from '../../support/cases.ts'

type Rule = EncryptionRule | undefined

const WITH_BUCKET_KEY = { BucketKeyEnabled: true }
const WITHOUT_BUCKET_KEY = { BucketKeyEnabled: false }
const blocked = (...EncryptionType: readonly string[]) => ({
  BlockedEncryptionTypes: { EncryptionType },
})

const SSE_KMS: EncryptionMinimum = {
  encryption: 'sse-kms',
  keyArn: KEY_ARN,
  keysAllowed: [],
}
const BUCKET_KEY = { bucketKey: true } as const
const BLOCK = { blockSseC: true } as const

describe('strengthen', () => {
  test.each<[string, Rule, EncryptionRequirement, EncryptionRule]>([
    [
      'a bucket key for SSE-KMS with the AWS managed key',
      rule('aws:kms'),
      BUCKET_KEY,
      { ...rule('aws:kms'), ...WITH_BUCKET_KEY },
    ],
    [
      'a bucket key for a customer key that had it switched off, and nothing else',
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITHOUT_BUCKET_KEY, ...blocked('NONE') },
      BUCKET_KEY,
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITH_BUCKET_KEY, ...blocked('NONE') },
    ],
    ['SSE-C is blocked where nothing was', SSE_S3, BLOCK, { ...SSE_S3, ...blocked('SSE-C') }],
    [
      'the list itself may be absent',
      { ...SSE_S3, BlockedEncryptionTypes: {} },
      BLOCK,
      { ...SSE_S3, ...blocked('SSE-C') },
    ],
    [
      'NONE goes, since it says the opposite',
      { ...SSE_S3, ...blocked('NONE') },
      BLOCK,
      { ...SSE_S3, ...blocked('SSE-C') },
    ],
    [
      'what else is blocked stays blocked',
      { ...SSE_S3, ...blocked('SSE-X', 'NONE', 'SSE-Y') },
      BLOCK,
      { ...SSE_S3, ...blocked('SSE-X', 'SSE-Y', 'SSE-C') },
    ],
    [
      'a block leaves algorithm, key and flag alone',
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITHOUT_BUCKET_KEY },
      BLOCK,
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITHOUT_BUCKET_KEY, ...blocked('SSE-C') },
    ],
    [
      "S3's own default goes with a block where there is no rule",
      undefined,
      BLOCK,
      { ...rule('AES256'), ...blocked('SSE-C') },
    ],
    [
      "S3's own default goes with a block where the rule has none",
      WITH_BUCKET_KEY,
      BLOCK,
      { ...rule('AES256'), ...WITH_BUCKET_KEY, ...blocked('SSE-C') },
    ],
    [
      'all at once',
      { ...SSE_S3, ...blocked('NONE') },
      { minimum: SSE_KMS, ...BUCKET_KEY, ...BLOCK },
      { ...rule('aws:kms', KEY_ARN), ...WITH_BUCKET_KEY, ...blocked('SSE-C') },
    ],
    [
      'a bucket key for what is raised to SSE-KMS just now',
      SSE_S3,
      { minimum: SSE_KMS, ...BUCKET_KEY },
      { ...rule('aws:kms', KEY_ARN), ...WITH_BUCKET_KEY },
    ],
    [
      'no bucket key for what is raised to DSSE just now',
      rule('aws:kms', KEY_ARN),
      { minimum: { ...SSE_KMS, encryption: 'dsse-kms' }, ...BUCKET_KEY },
      { ...rule('aws:kms:dsse', KEY_ARN), ...WITHOUT_BUCKET_KEY },
    ],
  ])('%s', (_reason, present, demand, expected) => {
    expect(strengthen(present, demand, BUCKET)).toEqual(expected)
  })

  test.each<[string, Rule, EncryptionRequirement]>([
    ['nothing is asked for', SSE_S3, {}],
    ['nothing is asked for where there is no rule', undefined, {}],
    ['no bucket key for SSE-S3', SSE_S3, BUCKET_KEY],
    ['no bucket key for DSSE', rule('aws:kms:dsse', KEY_ARN), BUCKET_KEY],
    ['no bucket key where there is no rule', undefined, BUCKET_KEY],
    ['no bucket key for an algorithm unknown today', rule('aws:quantum'), BUCKET_KEY],
    ['there is a bucket key', { ...rule('aws:kms'), ...WITH_BUCKET_KEY }, BUCKET_KEY],
    ['SSE-C is blocked', { ...SSE_S3, ...blocked('SSE-C') }, BLOCK],
    ['SSE-C is blocked among others', { ...SSE_S3, ...blocked('SSE-X', 'SSE-C') }, BLOCK],
    [
      'all of it is there',
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITH_BUCKET_KEY, ...blocked('SSE-C') },
      { minimum: SSE_KMS, ...BUCKET_KEY, ...BLOCK },
    ],
  ])('the same object comes back: %s', (_reason, present, demand) => {
    expect(strengthen(present, demand, BUCKET)).toBe(present)
  })

  test('what was read is left as it was', () => {
    const present = Object.freeze({ ...SSE_S3, ...blocked('NONE') })
    const before = structuredClone(present)
    strengthen(present, { minimum: SSE_KMS, ...BUCKET_KEY, ...BLOCK }, BUCKET)
    expect(present).toEqual(before)
  })
})

test.each<[string, Rule, boolean]>([
  ['no rule', undefined, false],
  ['SSE-S3', SSE_S3, false],
  ['DSSE', rule('aws:kms:dsse'), false],
  ['SSE-KMS without the flag', rule('aws:kms'), true],
  ['SSE-KMS with the flag off', { ...rule('aws:kms'), ...WITHOUT_BUCKET_KEY }, true],
  ['SSE-KMS with the flag on', { ...rule('aws:kms'), ...WITH_BUCKET_KEY }, false],
])('lacksBucketKey: %s', (_reason, present, expected) => {
  expect(lacksBucketKey(present)).toBe(expected)
})

describe('laws of any rule, even of those that S3 would not store', () => {
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
        BlockedEncryptionTypes: fc.record({
          EncryptionType: fc.uniqueArray(fc.constantFrom('NONE', 'SSE-C', 'SSE-X')),
        }),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  )
  const anyMinimum = fc.record({
    encryption: fc.constantFrom(...DEFAULT_ENCRYPTIONS),
    keyArn: fc.option(fc.constant(KEY_ARN), { nil: undefined }),
    keysAllowed: fc.constant([]),
  })
  const yes = fc.constant(true as const)
  const anyDemand: fc.Arbitrary<EncryptionRequirement> = fc.record(
    { minimum: anyMinimum, bucketKey: yes, blockSseC: yes },
    { requiredKeys: [] },
  )

  const law = (says: (before: Rule, demand: EncryptionRequirement, after: Rule) => void) =>
    fc.assert(
      fc.property(anyRule, anyDemand, (before, demand) => {
        says(before, demand, strengthen(before, demand, BUCKET))
      }),
      { numRuns: cases(500) },
    )

  test('what is asked for holds afterwards', () =>
    law((_before, { minimum, bucketKey, blockSseC }, after) => {
      if (minimum) expect(isAtLeast(after, minimum)).not.toBe(false)
      if (bucketKey) expect(lacksBucketKey(after)).toBe(false)
      if (blockSseC) expect(blocksSseC(after)).toBe(true)
    }))

  test('twice is once', () =>
    law((_before, demand, after) => expect(strengthen(after, demand, BUCKET)).toBe(after)))

  test('never less: algorithm, customer managed key, what is blocked', () => {
    let keys = 0
    law((before, _demand, after) => {
      const order = ['AES256', 'aws:kms', 'aws:kms:dsse', 'aws:quantum']
      const rank = (one: Rule) =>
        order.indexOf(one?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? '')
      expect(rank(after)).toBeGreaterThanOrEqual(rank(before))

      const typesOf = (one: Rule) => one?.BlockedEncryptionTypes?.EncryptionType ?? []
      const types = typesOf(before).filter((type) => type !== 'NONE')
      expect(typesOf(after)).toEqual(expect.arrayContaining(types))

      const { SSEAlgorithm, KMSMasterKeyID: key } = before?.ApplyServerSideEncryptionByDefault ?? {}
      if (SSEAlgorithm !== 'AES256' && key && key !== 'alias/aws/s3') {
        keys += 1
        expect(after?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID).toBe(key)
      }
    })
    expect(keys).toBeGreaterThan(cases(500) / 20)
  })
})
