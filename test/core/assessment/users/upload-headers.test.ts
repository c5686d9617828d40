import { describe, expect, test } from 'vitest'
import { assess } from '../../../../src/core/assessment/assess.ts'
import type { EncryptionRule } from '../../../../src/core/encryption/rule.ts'
import type { JsonObject } from '../../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../../src/core/policy/parsing/parse.ts'
import type { Settings } from '../../../../src/core/settings.ts'
import {
  circumstances,
  KEY_ARN,
  OTHER_KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  rule,
  SSE_S3,
} from '../../../support/builders.ts'

const SSE = 's3:x-amz-server-side-encryption'
const KEY = `${SSE}-aws-kms-key-id`
const SSE_C = `${SSE}-customer-algorithm`

const allow = (Condition: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...OWNERS_STATEMENT,
  Sid: 'Own',
  Action: 's3:PutObject',
  Condition,
  ...more,
})
const deny = (Condition: JsonObject, more: JsonObject = {}) =>
  allow(Condition, { Effect: 'Deny', Principal: '*', ...more })

const verdictOf = (
  control: string,
  statement: JsonObject,
  settings: Partial<Settings>,
  encryption: EncryptionRule = SSE_S3,
) => {
  const findings = assess(
    posture({ policy: policyOf(statement), encryption }),
    circumstances(settings),
  )
  const finding = findings.find((one) => one.control === control)
  return finding?.exemption?.by ?? finding?.verdict
}

const KMS = rule('aws:kms', KEY_ARN)
const SERVICE = { Principal: { Service: 'x.amazonaws.com' } }
const IS_KMS = { StringEquals: { [SSE]: 'aws:kms' } }
const NOT_KMS = { StringNotEquals: { [SSE]: 'aws:kms' } }

describe('upload-encryption', () => {
  test.each<[string, JsonObject, EncryptionRule, string]>([
    ['an Allow for another algorithm', allow(IS_KMS), SSE_S3, 'shut-out'],
    [
      'an Allow for the default',
      allow({ StringEquals: { [SSE]: 'AES256' } }),
      SSE_S3,
      'non-compliant',
    ],
    [
      'an Allow for both',
      allow({ StringEquals: { [SSE]: ['AES256', 'aws:kms'] } }),
      SSE_S3,
      'non-compliant',
    ],
    [
      'an Allow that accepts no header too',
      allow({ StringEqualsIfExists: { [SSE]: 'aws:kms' } }),
      SSE_S3,
      'non-compliant',
    ],
    ['an Allow for a service', allow(IS_KMS, SERVICE), SSE_S3, 'non-compliant'],
    ['an Allow to read', allow(IS_KMS, { Action: 's3:GetObject' }), SSE_S3, 'non-compliant'],
    ['a Deny that requires another algorithm', deny(NOT_KMS), SSE_S3, 'shut-out'],
    ['a Deny that requires the default', deny(NOT_KMS), KMS, 'non-compliant'],
    [
      'a Deny of a wrong header only',
      deny({ StringNotEqualsIfExists: { [SSE]: 'aws:kms' } }),
      SSE_S3,
      'non-compliant',
    ],
    [
      'a Deny with a second condition',
      deny({ ...NOT_KMS, Bool: { 'aws:SecureTransport': 'false' } }),
      SSE_S3,
      'non-compliant',
    ],
    [
      'a Deny for one principal',
      deny(NOT_KMS, { Principal: { AWS: '123456789012' } }),
      SSE_S3,
      'non-compliant',
    ],
    [
      'a Deny of uploads without a header',
      deny({ Null: { [SSE]: 'true' } }),
      SSE_S3,
      'non-compliant',
    ],
    [
      'an Allow for another key',
      allow({ StringEquals: { [KEY]: OTHER_KEY_ARN } }),
      KMS,
      'shut-out',
    ],
    ['an Allow for the key', allow({ StringEquals: { [KEY]: KEY_ARN } }), KMS, 'non-compliant'],
  ])('%s', (_reason, statement, encryption, expected) => {
    const settings = { uploadEncryption: 'matching' } as const
    expect(verdictOf('upload-encryption', statement, settings, encryption)).toBe(expected)
  })
})

describe('sse-c', () => {
  test.each<[string, JsonObject, string]>([
    ['an Allow for SSE-C', allow({ StringEquals: { [SSE_C]: 'AES256' } }), 'shut-out'],
    ['an Allow only with SSE-C', allow({ Null: { [SSE_C]: 'false' } }), 'shut-out'],
    ['an Allow only without SSE-C', allow({ Null: { [SSE_C]: 'true' } }), 'non-compliant'],
    ['a Deny that requires SSE-C', deny({ Null: { [SSE_C]: 'true' } }), 'shut-out'],
    ['a Deny of SSE-C', deny({ Null: { [SSE_C]: 'false' } }), 'compliant'],
    ['no such statement', OWNERS_STATEMENT, 'non-compliant'],
  ])('%s', (_reason, statement, expected) => {
    expect(verdictOf('sse-c', statement, { sseC: 'block' })).toBe(expected)
  })
})

describe('bucket-key', () => {
  const role = (name: string): JsonObject => ({
    ...OWNERS_STATEMENT,
    Principal: { AWS: `arn:aws:iam::123456789012:role/${name}` },
  })
  const context = (value: string) =>
    allow({ StringLike: { 'kms:EncryptionContext:aws:s3:arn': value } })
  const objects = 'arn:aws:s3:::cooper-example-bucket/*'
  test.each<[string, JsonObject, EncryptionRule, string]>([
    ['the ARN of objects as context', context(objects), KMS, 'shut-out'],
    [
      'the ARN of the bucket as context',
      context('arn:aws:s3:::cooper-example-bucket'),
      KMS,
      'non-compliant',
    ],
    ['the AWS managed key', context(objects), rule('aws:kms'), 'non-compliant'],
    ['a role of replication', role('service-role/s3crr_role_for_x'), KMS, 'shut-out'],
    ['a role of Firehose', role('KinesisFirehoseServiceRole'), KMS, 'shut-out'],
    ['an action of replication', allow({}, { Action: 's3:ReplicateObject' }), KMS, 'shut-out'],
    ['a Deny of replication', deny({}, { Action: 's3:ReplicateObject' }), KMS, 'non-compliant'],
    ['another role', role('reader'), KMS, 'non-compliant'],
  ])('%s', (_reason, statement, encryption, expected) => {
    expect(verdictOf('bucket-key', statement, {}, encryption)).toBe(expected)
  })

  test('looks into the policy of the key too, if Cooper read it and the bucket has the key', () => {
    const value = parsePolicy(policyOf({ ...context(objects), Action: 'kms:*', Resource: '*' }))
    const settings = { kmsKeyArn: KEY_ARN, keyPolicy: { known: true, value } } as const
    const none = role('reader')
    expect(verdictOf('bucket-key', none, settings, KMS)).toBe('shut-out')
    expect(verdictOf('bucket-key', none, settings, rule('aws:kms', OTHER_KEY_ARN))).toBe(
      'non-compliant',
    )
  })
})
