import { describe, expect, test } from 'vitest'
import { sseC } from '../../../src/core/controls/sse-c.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import type { JsonObject, PolicyDocument } from '../../../src/core/policy/document.ts'
import type { Settings } from '../../../src/core/settings.ts'
import {
  denySseCStatement,
  tlsOnlyStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import { mergeOwnStatements } from '../../../src/core/statements/merge.ts'
import {
  BUCKET,
  COMPLIANT_POLICY,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  SETTINGS,
  SSE_S3,
} from '../../support/builders.ts'

const BLOCK: Settings = { ...SETTINGS, sseC: 'block' }
const OBJECTS = 'arn:aws:s3:::cooper-example-bucket/*'
const CUSTOMER_ALGORITHM = 's3:x-amz-server-side-encryption-customer-algorithm'
const ALGORITHM = 's3:x-amz-server-side-encryption'

const OWN = denySseCStatement(BUCKET)
const DENIED = { known: false, reason: 'denied' } as const
const UPLOAD_WITH_SSE_C = {
  action: 's3:PutObject',
  context: { [CUSTOMER_ALGORITHM]: 'AES256' },
}

const blocking = (...EncryptionType: readonly string[]): EncryptionRule => ({
  ...SSE_S3,
  BlockedEncryptionTypes: { EncryptionType },
})

/** A Deny on uploads, spoilt by what is given. */
const deny = (Condition: JsonObject, spoilt: JsonObject = {}): JsonObject => ({
  ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: OBJECTS },
  Condition,
  ...spoilt,
})
const ANY_SSE_C = { Null: { [CUSTOMER_ALGORITHM]: 'false' } }

describe('sse-c with SSE_C=block', () => {
  test.each<[string, EncryptionRule, PolicyDocument | null]>([
    ['without a policy', blocking('SSE-C'), null],
    ['whatever the policy says', blocking('SSE-C'), COMPLIANT_POLICY],
    ['among other types', blocking('SSE-X', 'SSE-C'), null],
  ])('a rule that blocks SSE-C is enough: %s', (_reason, encryption, policy) => {
    expect(sseC.evaluate(posture({ encryption, policy }), BLOCK)).toEqual({
      verdict: 'compliant',
      reason: 'Default encryption blocks SSE-C',
    })
  })

  test.each<[string, EncryptionRule | null]>([
    ['no rule', null],
    ['absent', SSE_S3],
    ['NONE', blocking('NONE')],
    ['other types only', blocking('SSE-X')],
  ])('a rule that does not block it falls short, and a request proves it: %s', (_, encryption) => {
    expect(sseC.evaluate(posture({ encryption }), BLOCK)).toMatchObject({
      verdict: 'non-compliant',
      reason:
        'Anyone can s3:PutObject arn:aws:s3:::cooper-example-bucket/any-object with SSE-C: no statement covers this request',
      evidence: { enforced: false, undenied: UPLOAD_WITH_SSE_C },
    })
  })

  test.each<[string, readonly JsonObject[], readonly number[]]>([
    ["Cooper's own", [OWN], [1]],
    ['among others', [OWNERS_STATEMENT, tlsOnlyStatement(BUCKET), OWN], [3]],
    [
      'the algorithm by its name',
      [deny({ StringEquals: { [CUSTOMER_ALGORITHM]: 'AES256' } })],
      [1],
    ],
    ['any algorithm', [deny({ StringLike: { [CUSTOMER_ALGORITHM]: '*' } })], [1]],
    [
      'in other letter case',
      [deny({ null: { [CUSTOMER_ALGORITHM.toUpperCase()]: [false] } })],
      [1],
    ],
    ['more actions', [deny(ANY_SSE_C, { Action: 's3:Put*' })], [1]],
    ['all actions on everything', [deny(ANY_SSE_C, { Action: '*', Resource: '*' })], [1]],
    ['everyone in other words', [deny(ANY_SSE_C, { Principal: { AWS: '*' } })], [1]],
    [
      'SSE-KMS demanded, which no upload with SSE-C can name',
      [deny({ StringNotEquals: { [ALGORITHM]: 'aws:kms' } })],
      [1],
    ],
    ['a header demanded', [deny({ Null: { [ALGORITHM]: 'true' } })], [1]],
    [
      'not of AWS services, which send no keys',
      [deny({ ...ANY_SSE_C, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } })],
      [1],
    ],
    [
      'over TLS, since S3 takes no keys over plain HTTP',
      [deny({ ...ANY_SSE_C, Bool: { 'aws:SecureTransport': 'true' } })],
      [1],
    ],
    [
      'split over statements',
      [
        deny({ ...ANY_SSE_C, StringEquals: { 'aws:PrincipalAccount': '123456789012' } }),
        OWNERS_STATEMENT,
        deny({ ...ANY_SSE_C, StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } }),
      ],
      [1, 3],
    ],
    ['no uploads at all', [deny({}, { Condition: {} })], [1]],
  ])('equivalent statements count: %s', (_reason, statements, by) => {
    const judgement = sseC.evaluate(posture({ policy: policyOf(...statements) }), BLOCK)
    const which = by.length > 1 ? `statements ${by.join(', ')}` : `statement ${by}`
    expect(judgement).toEqual({
      verdict: 'compliant',
      reason: `Every upload with SSE-C is denied, by ${which}`,
      evidence: { enforced: true, statements: by },
    })
  })

  test.each<[string, JsonObject, string]>([
    ['an Allow', deny(ANY_SSE_C, { Effect: 'Allow' }), 'no statement denies anything'],
    [
      'turned the wrong way round',
      deny({ Null: { [CUSTOMER_ALGORITHM]: 'true' } }),
      'statement 1 denies only',
    ],
    [
      'another algorithm than there is',
      deny({ StringNotEquals: { [CUSTOMER_ALGORITHM]: 'AES256' } }),
      'statement 1 denies only',
    ],
    [
      'one prefix only',
      deny(ANY_SSE_C, { Resource: 'arn:aws:s3:::cooper-example-bucket/in/*' }),
      'on arn:aws:s3:::cooper-example-bucket/in/*',
    ],
    [
      'the bucket without its objects',
      deny(ANY_SSE_C, { Resource: 'arn:aws:s3:::cooper-example-bucket' }),
      'on arn:aws:s3:::cooper-example-bucket',
    ],
    [
      "another bucket's objects",
      deny(ANY_SSE_C, { Resource: 'arn:aws:s3:::cooper-example-bucket-2/*' }),
      'on arn:aws:s3:::cooper-example-bucket-2/*',
    ],
    [
      'one user only',
      deny(ANY_SSE_C, { Principal: { AWS: 'arn:aws:iam::123456789012:user/intern' } }),
      'for arn:aws:iam::123456789012:user/intern',
    ],
    ['another action', deny(ANY_SSE_C, { Action: 's3:PutObjectAcl' }), 's3:PutObjectAcl'],
    [
      'plain HTTP only',
      deny({ ...ANY_SSE_C, Bool: { 'aws:SecureTransport': 'false' } }),
      'aws:SecureTransport',
    ],
    [
      'not of anonymous callers, who have no such key',
      deny({ ...ANY_SSE_C, Bool: { 'aws:PrincipalIsAWSService': 'false' } }),
      'aws:PrincipalIsAWSService',
    ],
    [
      'a second condition narrows it',
      deny({ ...ANY_SSE_C, StringLike: { 'aws:UserAgent': 'curl/*' } }),
      'aws:UserAgent',
    ],
    [
      'a wrong header denied, and uploads with SSE-C send none',
      deny({ StringNotEqualsIfExists: { [ALGORITHM]: 'aws:kms' }, Null: { [ALGORITHM]: 'false' } }),
      'statement 1 denies only',
    ],
  ])('what falls short does not, and a request proves it: %s', (_reason, statement, why) => {
    const judgement = sseC.evaluate(posture({ policy: policyOf(statement) }), BLOCK)
    expect(judgement).toMatchObject({
      verdict: 'non-compliant',
      evidence: { enforced: false, undenied: UPLOAD_WITH_SSE_C },
    })
    expect(judgement.reason).toContain(why)
  })

  test('the remedy is a rule that blocks SSE-C', () => {
    expect(sseC.remedy(posture(), BLOCK)).toEqual({ encryption: { blockSseC: true } })
  })

  describe('unknown', () => {
    const denying = posture({ policy: policyOf(OWN) })
    const silent = posture()
    const blocks = posture({ encryption: blocking('SSE-C') })

    test.each([
      ['a policy is not read where the rule blocks', { ...blocks, policy: DENIED }, 'compliant'],
      [
        'a rule is not read where the policy denies',
        { ...denying, encryption: DENIED },
        'compliant',
      ],
      ['an unreadable policy may deny', { ...silent, policy: DENIED }, 'unknown'],
      ['an unreadable rule may block', { ...silent, encryption: DENIED }, 'unknown'],
      ['neither could be read', { ...silent, policy: DENIED, encryption: DENIED }, 'unknown'],
    ])('%s', (_reason, look, verdict) => {
      const judgement = sseC.evaluate(look, BLOCK)
      expect(judgement.verdict).toBe(verdict)
      if (verdict === 'unknown') expect(judgement).toEqual({ verdict, reason: 'denied' })
    })
  })
})

describe('sse-c with SSE_C=keep', () => {
  const UNASKED = { verdict: 'compliant', reason: 'Not required by the settings' }

  test.each<[string, PolicyDocument | null, EncryptionRule]>([
    ['no policy', null, SSE_S3],
    ['nothing of Cooper on SSE-C', COMPLIANT_POLICY, SSE_S3],
    ['a rule that blocks SSE-C is not unblocked', null, blocking('SSE-C')],
    ['the same statement of the owner stays', policyOf({ ...OWN, Sid: 'Ours' }), SSE_S3],
    ['the same statement without a Sid stays', policyOf(deny(ANY_SSE_C)), SSE_S3],
    ['one that was altered stays', policyOf({ ...OWN, Action: 's3:Put*' }), SSE_S3],
    ['one that only bears the Sid stays', policyOf({ ...OWNERS_STATEMENT, Sid: OWN.Sid }), SSE_S3],
    ['one that the Sid is only part of', policyOf({ ...OWN, Sid: `${OWN.Sid}AtAll` }), SSE_S3],
    [
      "one on another bucket's objects stays",
      policyOf({ ...OWN, Resource: 'arn:aws:s3:::cooper-example-bucket-2/*' }),
      SSE_S3,
    ],
  ])('asks for nothing: %s', (_reason, policy, encryption) => {
    const look = posture({ policy, encryption })
    expect(sseC.evaluate(look, SETTINGS)).toEqual(UNASKED)
  })

  test.each<[string, JsonObject]>([
    ['CooperDenySseC', OWN],
    ['CooperDenySseC2', { ...OWN, Sid: 'CooperDenySseC2' }],
    ['CooperDenySseC', { ...OWN, Principal: { AWS: '*' }, Action: ['s3:PutObject'] }],
  ])("Cooper's own, unaltered, is taken out again: %s", (sid, left) => {
    const policy = policyOf(OWNERS_STATEMENT, left, tlsOnlyStatement(BUCKET))
    const look = posture({ policy })
    expect(sseC.evaluate(look, SETTINGS)).toEqual({
      verdict: 'non-compliant',
      reason: `Cooper's statement "${sid}" is no longer required by the settings`,
      isObsolete: true,
    })
    const remedy = sseC.remedy(look, SETTINGS)
    expect(remedy).toEqual({ policy: { required: [], obsolete: ['CooperDenySseC'] } })

    const statements = remedy.policy ?? { required: [], obsolete: [] }
    const { document } = mergeOwnStatements(policy, statements, BUCKET)
    expect(document).toEqual(policyOf(OWNERS_STATEMENT, tlsOnlyStatement(BUCKET)))
    expect(sseC.evaluate(posture({ policy: document ?? null }), SETTINGS)).toEqual(UNASKED)
  })

  test('what could not be read holds nothing that is known to be left', () => {
    const look = { ...posture({ policy: policyOf(OWN) }), policy: DENIED }
    expect(sseC.evaluate(look, SETTINGS)).toEqual(UNASKED)
    expect(sseC.evaluate({ ...posture(), encryption: DENIED }, SETTINGS)).toEqual(UNASKED)
  })
})

test('its statement is the only one that it may write', () => {
  expect(sseC.ownSids).toEqual(['CooperDenySseC'])
})
