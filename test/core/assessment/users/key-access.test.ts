import { describe, expect, test } from 'vitest'
import { assess } from '../../../../src/core/assessment/assess.ts'
import type { EncryptionRule } from '../../../../src/core/encryption/rule.ts'
import { describeAffected } from '../../../../src/core/messages/describe-affected.ts'
import type { Json, JsonObject, PolicyDocument } from '../../../../src/core/policy/document.ts'
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

const MANAGED: Partial<Settings> = { defaultEncryption: 'sse-kms' }
const CUSTOMER: Partial<Settings> = { ...MANAGED, kmsKeyArn: KEY_ARN }
const DOUBLE: Partial<Settings> = { ...CUSTOMER, defaultEncryption: 'dsse-kms' }

const find = (policy: PolicyDocument, settings: Partial<Settings>, encryption = SSE_S3) =>
  assess(posture({ policy, encryption }), circumstances(settings)).find(
    ({ control }) => control === 'default-encryption',
  )

const allowing = (Principal: Json, more: JsonObject = {}) =>
  policyOf({ ...OWNERS_STATEMENT, Principal, ...more })

const WRITES = { Action: 's3:PutObject' }
const IDENTITY = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1'
const when = (key: string, value: string, operator = 'StringEquals') => ({
  Condition: { [operator]: { [key]: value } },
})

describe('a KMS key', () => {
  type Row = readonly [string, PolicyDocument, managed: string, customer: string]
  test.each<Row>([
    ['an origin access identity', allowing({ AWS: IDENTITY }), 'exempt', 'exempt'],
    ['a canonical user', allowing({ CanonicalUser: 'a1' }), 'exempt', 'exempt'],
    ['anyone', allowing('*'), 'exempt', 'exempt'],
    ...['aws:SourceVpce', 'aws:SourceVpc', 'aws:VpcSourceIp', 'aws:Referer'].map(
      (key): Row => [`anyone with ${key}`, allowing('*', when(key, 'x')), 'exempt', 'exempt'],
    ),
    ['anyone who may write', allowing('*', WRITES), 'exempt', 'exempt'],
    [
      'all but a principal',
      policyOf({ ...without('Principal'), NotPrincipal: { AWS: '999999999999' } }),
      'exempt',
      'exempt',
    ],
    [
      'anyone, who needs no account',
      allowing('*', when('aws:PrincipalAccount', '123456789012', 'StringEqualsIfExists')),
      'exempt',
      'exempt',
    ],
    ['another account', allowing({ AWS: '210987654321' }), 'exempt', 'non-compliant'],
    [
      'an organization',
      allowing('*', when('aws:PrincipalOrgID', 'o-1')),
      'exempt',
      'non-compliant',
    ],
    ...[
      ...['delivery.logs.amazonaws.com', 'config.amazonaws.com', 's3.amazonaws.com'],
      ...['ses.amazonaws.com', 'cloudfront.amazonaws.com', 'CloudFront.amazonaws.com'],
    ].map((Service): Row => [Service, allowing({ Service }, WRITES), 'exempt', 'non-compliant']),
    ['a role of the account', allowing({ AWS: '123456789012' }), 'non-compliant', 'non-compliant'],
    [
      'any caller of the account',
      allowing('*', when('aws:PrincipalAccount', '123456789012')),
      'non-compliant',
      'non-compliant',
    ],
    ['a deleted role', allowing({ AWS: 'AROAEXAMPLE' }), 'non-compliant', 'non-compliant'],
    [
      'a statement on the bucket',
      allowing({ AWS: IDENTITY }, { Action: 's3:ListBucket' }),
      'non-compliant',
      'non-compliant',
    ],
    ['a Deny', allowing({ AWS: IDENTITY }, { Effect: 'Deny' }), 'non-compliant', 'non-compliant'],
  ])('for %s', (_reason, policy, managed, customer) => {
    expect([find(policy, MANAGED)?.verdict, find(policy, CUSTOMER)?.verdict]).toEqual([
      managed,
      customer,
    ])
  })

  test('says who is shut out, and why', () => {
    expect(find(allowing({ AWS: '210987654321' }), MANAGED)).toMatchObject({
      exemption: { by: 'shut-out' },
      reason: expect.stringContaining(
        '210987654321, by statement 1 ("Partner may read"): they read objects here, and cannot use the AWS managed key',
      ),
    })
  })

  const KMS = rule('aws:kms', KEY_ARN)
  test.each<[string, EncryptionRule, Partial<Settings>, Json, string, number]>([
    [
      'that is there already shuts nobody out',
      rule('aws:kms'),
      CUSTOMER,
      { AWS: IDENTITY },
      'non-compliant',
      0,
    ],
    [
      'that replaces another one needs permission',
      KMS,
      { ...CUSTOMER, kmsKeyArn: OTHER_KEY_ARN, kmsKeysAllowed: [OTHER_KEY_ARN] },
      { AWS: '210987654321' },
      'non-compliant',
      1,
    ],
    ['with DSSE is the same key', KMS, DOUBLE, { AWS: '210987654321' }, 'non-compliant', 1],
    [
      'with DSSE is not for S3 Files',
      KMS,
      DOUBLE,
      { Service: 'elasticfilesystem.amazonaws.com' },
      'exempt',
      0,
    ],
    [
      'with DSSE is not for a role of S3 Files',
      KMS,
      DOUBLE,
      { AWS: 'arn:aws:iam::123456789012:role/x/MyS3FilesRole' },
      'exempt',
      0,
    ],
    [
      'with SSE-KMS is for S3 Files',
      SSE_S3,
      CUSTOMER,
      { Service: 'elasticfilesystem.amazonaws.com' },
      'non-compliant',
      1,
    ],
  ])('%s', (_reason, encryption, settings, principal, verdict, affected) => {
    const finding = find(allowing(principal), settings, encryption)
    expect(finding?.verdict).toBe(verdict)
    expect(finding?.affected ?? []).toHaveLength(affected)
  })

  test.each<[string, Json, JsonObject, JsonObject]>([
    [
      'another account',
      { AWS: 'arn:aws:iam::210987654321:role/reader' },
      {},
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::210987654321:role/reader' },
        Action: ['kms:Decrypt'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      },
    ],
    [
      'a service, with the distribution of the bucket policy',
      { Service: 'cloudfront.amazonaws.com' },
      { Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:cloudfront::1:distribution/E1' } } },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: ['kms:Decrypt'],
        Resource: '*',
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:cloudfront::1:distribution/E1' } },
      },
    ],
    [
      'an organization that writes',
      '*',
      { ...WRITES, ...when('aws:PrincipalOrgID', 'o-1') },
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: '*',
        Condition: {
          StringEquals: {
            'aws:PrincipalOrgID': 'o-1',
            'kms:ViaService': 's3.us-east-1.amazonaws.com',
          },
        },
      },
    ],
  ])('of a customer is announced with its statement: %s', (_reason, principal, more, statement) => {
    const finding = find(allowing(principal, more), CUSTOMER)
    expect(finding?.affected).toMatchObject([{ keyStatement: statement }])
    const [line = ''] = finding ? describeAffected(finding) : []
    expect(line).toContain(JSON.stringify(statement))
    expect(line).toContain(`on ${KEY_ARN}, by `)
  })

  test('has nobody to announce under SSE-S3', () => {
    expect(find(allowing({ AWS: '210987654321' }), {})?.affected).toBeUndefined()
  })
})

function without(name: string): JsonObject {
  return Object.fromEntries(Object.entries(OWNERS_STATEMENT).filter(([key]) => key !== name))
}
