import { describe, expect, test } from 'vitest'
import { assess } from '../../../../src/core/assessment/assess.ts'
import { admissionTo } from '../../../../src/core/assessment/users/key-admission.ts'
import { keyStatement } from '../../../../src/core/assessment/users/key-statement.ts'
import { keyUsersOf } from '../../../../src/core/assessment/users/key-user.ts'
import type { Json, JsonObject } from '../../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../../src/core/policy/parsing/parse.ts'
import type { Settings } from '../../../../src/core/settings.ts'
import {
  BUCKET,
  circumstances,
  KEY_ARN,
  OTHER_KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  rule,
  SSE_S3,
} from '../../../support/builders.ts'

const userOf = (Principal: Json, more: JsonObject = {}) => {
  const policy = parsePolicy(policyOf({ ...OWNERS_STATEMENT, Principal, ...more }))
  const [user] = keyUsersOf(policy, BUCKET)
  if (!user) throw new Error('The policy has no user')
  return user
}

const allow = (Principal: Json, more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Principal,
  Action: 'kms:*',
  Resource: '*',
  ...more,
})
const deny = (Principal: Json, more: JsonObject = {}) =>
  allow(Principal, { Effect: 'Deny', ...more })

const ROLE = { AWS: 'arn:aws:iam::123456789012:role/reader' }
const HOME = { AWS: 'arn:aws:iam::123456789012:root' }
const FOREIGN = { AWS: 'arn:aws:iam::210987654321:role/reader' }
const CLOUDFRONT = { Service: 'cloudfront.amazonaws.com' }
const through = (service: string) => ({
  Condition: { StringEquals: { 'kms:ViaService': service } },
})
const S3 = 's3.us-east-1.amazonaws.com'

describe('the policy of a key', () => {
  test.each<[string, Json, readonly JsonObject[], string]>([
    ['names the role', ROLE, [allow(ROLE)], 'let-in'],
    ['names everyone', ROLE, [allow('*')], 'let-in'],
    ['leaves it to the IAM policies of the account', ROLE, [allow(HOME)], 'depends'],
    ['leaves it to the account by its id', ROLE, [allow({ AWS: '123456789012' })], 'depends'],
    [
      'names another role',
      ROLE,
      [allow({ AWS: 'arn:aws:iam::123456789012:role/x' })],
      'not-let-in',
    ],
    ['names the own account only', FOREIGN, [allow(HOME)], 'not-let-in'],
    ['names the other account', FOREIGN, [allow({ AWS: '210987654321' })], 'depends'],
    ['names a role of an account', { AWS: '210987654321' }, [allow(FOREIGN)], 'depends'],
    ['allows too little', ROLE, [allow(ROLE, { Action: 'kms:GenerateDataKey' })], 'not-let-in'],
    ['allows it by a wildcard', ROLE, [allow(ROLE, { Action: 'kms:Decr*' })], 'let-in'],
    ['allows it through S3', ROLE, [allow(ROLE, through(S3))], 'let-in'],
    [
      'allows it through another service',
      ROLE,
      [allow(ROLE, through('sqs.us-east-1.amazonaws.com'))],
      'not-let-in',
    ],
    [
      'allows it where something else holds',
      ROLE,
      [allow(ROLE, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
      'depends',
    ],
    ['denies it', ROLE, [allow(ROLE), deny(ROLE, { Action: 'kms:Decrypt' })], 'not-let-in'],
    [
      'denies its account',
      { AWS: '210987654321' },
      [allow('*'), deny({ AWS: '210987654321' })],
      'not-let-in',
    ],
    ['denies something else', ROLE, [allow(ROLE), deny(ROLE, { Action: 'kms:Encrypt' })], 'let-in'],
    [
      'denies it where something else holds',
      ROLE,
      [allow(ROLE), deny('*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
      'depends',
    ],
    [
      'denies all but the role',
      ROLE,
      [
        allow('*'),
        { ...deny('*'), Principal: undefined, NotPrincipal: ROLE } as unknown as JsonObject,
      ],
      'let-in',
    ],
    ['names the service', CLOUDFRONT, [allow(CLOUDFRONT)], 'let-in'],
    [
      'names the service for a source',
      CLOUDFRONT,
      [allow(CLOUDFRONT, { Condition: { StringEquals: { 'aws:SourceArn': 'x' } } })],
      'depends',
    ],
    ['does not name the service', CLOUDFRONT, [allow(HOME)], 'not-let-in'],
  ])('%s', (_reason, principal, statements, expected) => {
    const written = statements.map((one) => JSON.parse(JSON.stringify(one)) as JsonObject)
    const keyPolicy = parsePolicy(policyOf(...written))
    expect(admissionTo(keyPolicy, userOf(principal), BUCKET)).toBe(expected)
  })

  test.each<[string, Json, JsonObject]>([
    ['a role', ROLE, {}],
    ['a role that writes', FOREIGN, { Action: 's3:PutObject' }],
  ])('law: the printed statement lets in %s', (_reason, principal, more) => {
    const user = userOf(principal, more)
    const keyPolicy = parsePolicy(policyOf(keyStatement(user, BUCKET)))
    expect(admissionTo(keyPolicy, user, BUCKET)).toBe('let-in')
  })
})

describe('KMS_PREFLIGHT', () => {
  const find = (
    keyPolicy: NonNullable<Settings['keyPolicy']>,
    Principal: Json,
    encryption = SSE_S3,
    more: Partial<Settings> = {},
  ) =>
    assess(
      posture({ policy: policyOf({ ...OWNERS_STATEMENT, Principal }), encryption }),
      circumstances({
        defaultEncryption: 'sse-kms',
        kmsKeyArn: KEY_ARN,
        kmsPreflight: true,
        keyPolicy,
        ...more,
      }),
    ).find(({ control }) => control === 'default-encryption')

  const known = (...statements: JsonObject[]) =>
    ({ known: true, value: parsePolicy(policyOf(...statements)) }) as const
  const DENIED = { known: false, reason: 'denied' } as const

  test('leaves a bucket alone if the key does not let its user in', () => {
    expect(find(known(allow(HOME)), FOREIGN)).toMatchObject({
      verdict: 'exempt',
      exemption: { by: 'shut-out' },
      reason: expect.stringContaining(
        `the policy of ${KEY_ARN} does not let them in for kms:Decrypt`,
      ),
    })
  })

  test('names nobody whom the key lets in', () => {
    const finding = find(known(allow(FOREIGN)), FOREIGN)
    expect(finding?.verdict).toBe('non-compliant')
    expect(finding?.affected).toBeUndefined()
  })

  test('names whom it depends on', () => {
    expect(find(known(allow(HOME)), ROLE)).toMatchObject({
      verdict: 'non-compliant',
      affected: [{ who: expect.stringContaining('role/reader') }],
    })
  })

  test('does not decide if the policy of the key is not readable and somebody needs it', () => {
    expect(find(DENIED, FOREIGN)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('denied'),
    })
    expect(find(DENIED, { AWS: 'AROAEXAMPLE' })?.verdict).toBe('non-compliant')
  })

  test('does not hold back another key from those who cannot use any', () => {
    const identity = { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' }
    expect(find(known(allow(HOME)), identity, rule('aws:kms'))?.verdict).toBe('non-compliant')
  })

  test('makes no difference for a control that is not about the key', () => {
    const policy = policyOf({ ...OWNERS_STATEMENT, Principal: CLOUDFRONT })
    const findings = assess(posture({ policy }), circumstances({ keyPolicy: DENIED }))
    const [finding] = findings.filter(({ control }) => control === 'tls-only')
    expect(finding).toMatchObject({ verdict: 'non-compliant', affected: [{}] })
  })

  test('says nothing about another key, which the bucket keeps', () => {
    const settings = { defaultEncryption: 'dsse-kms' } as const
    const finding = find(
      known(allow(HOME)),
      FOREIGN,
      rule('aws:kms', OTHER_KEY_ARN.replace('999999999999', '123456789012')),
      settings,
    )
    expect(finding?.verdict).toBe('non-compliant')
    expect(finding?.affected).toHaveLength(1)
  })
})
