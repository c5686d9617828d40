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
      'a bucket key for a customer managed key that had it switched off, and nothing else',
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITHOUT_BUCKET_KEY, ...blocked('NONE') },
      BUCKET_KEY,
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITH_BUCKET_KEY, ...blocked('NONE') },
    ],
    [
      'SSE-C is blocked where nothing was blocked',
      SSE_S3,
      BLOCK,
      { ...SSE_S3, ...blocked('SSE-C') },
    ],
    [
      'SSE-C is blocked where the list is missing',
      { ...SSE_S3, BlockedEncryptionTypes: {} },
      BLOCK,
      { ...SSE_S3, ...blocked('SSE-C') },
    ],
    [
      'NONE is replaced, since it means the opposite',
      { ...SSE_S3, ...blocked('NONE') },
      BLOCK,
      { ...SSE_S3, ...blocked('SSE-C') },
    ],
    [
      'other blocked types stay blocked',
      { ...SSE_S3, ...blocked('SSE-X', 'NONE', 'SSE-Y') },
      BLOCK,
      { ...SSE_S3, ...blocked('SSE-X', 'SSE-Y', 'SSE-C') },
    ],
    [
      'a block does not change algorithm, key and flag',
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITHOUT_BUCKET_KEY },
      BLOCK,
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITHOUT_BUCKET_KEY, ...blocked('SSE-C') },
    ],
    [
      "S3's own default is added to a block if there is no rule",
      undefined,
      BLOCK,
      { ...rule('AES256'), ...blocked('SSE-C') },
    ],
    [
      "S3's own default is added to a block if the rule has none",
      WITH_BUCKET_KEY,
      BLOCK,
      { ...rule('AES256'), ...WITH_BUCKET_KEY, ...blocked('SSE-C') },
    ],
    [
      'all requirements at once',
      { ...SSE_S3, ...blocked('NONE') },
      { minimum: SSE_KMS, ...BUCKET_KEY, ...BLOCK },
      { ...rule('aws:kms', KEY_ARN), ...WITH_BUCKET_KEY, ...blocked('SSE-C') },
    ],
    [
      'a bucket key for a rule that is raised to SSE-KMS',
      SSE_S3,
      { minimum: SSE_KMS, ...BUCKET_KEY },
      { ...rule('aws:kms', KEY_ARN), ...WITH_BUCKET_KEY },
    ],
    [
      'no bucket key for a rule that is raised to DSSE',
      rule('aws:kms', KEY_ARN),
      { minimum: { ...SSE_KMS, encryption: 'dsse-kms' }, ...BUCKET_KEY },
      { ...rule('aws:kms:dsse', KEY_ARN), ...WITHOUT_BUCKET_KEY },
    ],
  ])('%s', (_reason, present, requirement, expected) => {
    expect(strengthen(present, requirement, BUCKET)).toEqual(expected)
  })

  test.each<[string, Rule, EncryptionRequirement]>([
    ['no requirement', SSE_S3, {}],
    ['no requirement, and no rule', undefined, {}],
    ['no bucket key for SSE-S3', SSE_S3, BUCKET_KEY],
    ['no bucket key for DSSE', rule('aws:kms:dsse', KEY_ARN), BUCKET_KEY],
    ['no bucket key where there is no rule', undefined, BUCKET_KEY],
    ['no bucket key for an unsupported algorithm', rule('aws:quantum'), BUCKET_KEY],
    ['the bucket key is already enabled', { ...rule('aws:kms'), ...WITH_BUCKET_KEY }, BUCKET_KEY],
    ['SSE-C is already blocked', { ...SSE_S3, ...blocked('SSE-C') }, BLOCK],
    ['SSE-C is already blocked among others', { ...SSE_S3, ...blocked('SSE-X', 'SSE-C') }, BLOCK],
    [
      'everything is already present',
      { ...rule('aws:kms', OTHER_KEY_ARN), ...WITH_BUCKET_KEY, ...blocked('SSE-C') },
      { minimum: SSE_KMS, ...BUCKET_KEY, ...BLOCK },
    ],
  ])('the same object is returned: %s', (_reason, present, requirement) => {
    expect(strengthen(present, requirement, BUCKET)).toBe(present)
  })

  test('the input is not changed', () => {
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

describe('laws of all rules, even of those that S3 would not store', () => {
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

  const law = (says: (before: Rule, requirement: EncryptionRequirement, after: Rule) => void) =>
    fc.assert(
      fc.property(anyRule, anyDemand, (before, requirement) => {
        says(before, requirement, strengthen(before, requirement, BUCKET))
      }),
      { numRuns: cases(500) },
    )

  test('every requirement holds afterwards', () =>
    law((_before, { minimum, bucketKey, blockSseC }, after) => {
      if (minimum) expect(isAtLeast(after, minimum)).not.toBe(false)
      if (bucketKey) expect(lacksBucketKey(after)).toBe(false)
      if (blockSseC) expect(blocksSseC(after)).toBe(true)
    }))

  test('applying it twice equals once', () =>
    law((_before, requirement, after) =>
      expect(strengthen(after, requirement, BUCKET)).toBe(after),
    ))

  test('algorithm, customer managed key and blocked types never get weaker', () => {
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
