import { describe, expect, test } from 'vitest'
import {
  blocksSseC,
  describeDefault,
  describeRule,
  type EncryptionRule,
  encryptionName,
  isAlgorithm,
} from '../../../src/core/encryption/rule.ts'
import { DEFAULT_ENCRYPTIONS } from '../../../src/core/settings.ts'
import { KEY_ARN, rule, SSE_S3 } from '../../support/builders.ts'

const blocking = (...EncryptionType: readonly string[]): EncryptionRule => ({
  ...SSE_S3,
  BlockedEncryptionTypes: { EncryptionType },
})

describe('in the words of the console', () => {
  test.each<[string, EncryptionRule | undefined]>([
    ['none', undefined],
    ['none', { BucketKeyEnabled: true }],
    ['SSE-S3', SSE_S3],
    ['SSE-S3', { ...SSE_S3, BucketKeyEnabled: true }],
    ['SSE-KMS with the AWS managed key', rule('aws:kms')],
    ['SSE-KMS with the AWS managed key', rule('aws:kms', 'alias/aws/s3')],
    [
      'SSE-KMS with the AWS managed key and a bucket key',
      { ...rule('aws:kms'), BucketKeyEnabled: true },
    ],
    [
      `SSE-KMS with key ${KEY_ARN} and a bucket key`,
      { ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: true },
    ],
    ['SSE-KMS with key alias/mine', { ...rule('aws:kms', 'alias/mine'), BucketKeyEnabled: false }],
    [`DSSE-KMS with key ${KEY_ARN}`, rule('aws:kms:dsse', KEY_ARN)],
    ['aws:quantum', rule('aws:quantum', KEY_ARN)],
    ['a?[31m[:]//x', rule('a\u001b[31m://x')],
    ['SSE-KMS with key a?b', rule('aws:kms', 'a\nb')],
    [`SSE-KMS with key ${'x'.repeat(255)}…`, rule('aws:kms', 'x'.repeat(100_000))],
  ])('%s', (text, present) => {
    expect(describeDefault(present)).toBe(text)
    expect(describeRule(present)).toBe(text)
  })

  test('a block is described with the rule, not with the default', () => {
    expect(describeRule(blocking('SSE-C'))).toBe('SSE-S3, SSE-C blocked')
    expect(describeDefault(blocking('SSE-C'))).toBe('SSE-S3')
  })
})

describe('blocksSseC', () => {
  test.each<[string, EncryptionRule | undefined, boolean]>([
    ['no rule blocks nothing', undefined, false],
    ['a missing list blocks nothing', SSE_S3, false],
    ['the list may be missing inside', { ...SSE_S3, BlockedEncryptionTypes: {} }, false],
    ['an empty list', blocking(), false],
    ['NONE', blocking('NONE'), false],
    ['SSE-C', blocking('SSE-C'), true],
    ['SSE-C among others', blocking('SSE-X', 'SSE-C'), true],
    ['others only', blocking('SSE-X'), false],
  ])('%s', (_reason, present, expected) => {
    expect(blocksSseC(present)).toBe(expected)
  })
})

test('every setting has its name', () => {
  expect(DEFAULT_ENCRYPTIONS.map(encryptionName)).toEqual(['SSE-S3', 'SSE-KMS', 'DSSE-KMS'])
})

test.each([
  ['AES256', true],
  ['aws:kms', true],
  ['aws:kms:dsse', true],
  ['aws:quantum', false],
  ['', false],
  ['toString', false],
])('whether %s is an algorithm: %s', (text, expected) => {
  expect(isAlgorithm(text)).toBe(expected)
})
