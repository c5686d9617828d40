import { describe, expect, test } from 'vitest'
import { sseC } from '../../../src/core/controls/sse-c.ts'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { NOT_REQUIRED } from '../../../src/core/finding.ts'
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

/** A Deny of uploads, with the given changes. */
const deny = (Condition: JsonObject, changes: JsonObject = {}): JsonObject => ({
  ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: OBJECTS },
  Condition,
  ...changes,
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
  ])(
    'a rule that does not block it is non-compliant, with a counterexample: %s',
    (_, encryption) => {
      expect(sseC.evaluate(posture({ encryption }), BLOCK)).toMatchObject({
        verdict: 'non-compliant',
        reason:
          'No statement denies s3:PutObject on arn:aws:s3:::cooper-example-bucket/any-object with SSE-C: whoever is allowed to do it can do it with SSE-C',
        evidence: { enforced: false, undenied: UPLOAD_WITH_SSE_C },
      })
    },
  )

  test.each<[string, readonly JsonObject[], readonly number[]]>([
    ["Cooper's statement", [OWN], [1]],
    ["Cooper's statement among others", [OWNERS_STATEMENT, tlsOnlyStatement(BUCKET), OWN], [3]],
    [
      'the algorithm by its name',
      [deny({ StringEquals: { [CUSTOMER_ALGORITHM]: 'AES256' } })],
      [1],
    ],
    ['any algorithm', [deny({ StringLike: { [CUSTOMER_ALGORITHM]: '*' } })], [1]],
    [
      'in another letter case',
      [deny({ null: { [CUSTOMER_ALGORITHM.toUpperCase()]: [false] } })],
      [1],
    ],
    ['more actions', [deny(ANY_SSE_C, { Action: 's3:Put*' })], [1]],
    ['all actions on everything', [deny(ANY_SSE_C, { Action: '*', Resource: '*' })], [1]],
    ['everyone as an object', [deny(ANY_SSE_C, { Principal: { AWS: '*' } })], [1]],
    [
      'a Deny of everything except SSE-KMS, which no upload with SSE-C can name',
      [deny({ StringNotEquals: { [ALGORITHM]: 'aws:kms' } })],
      [1],
    ],
    ['a required header', [deny({ Null: { [ALGORITHM]: 'true' } })], [1]],
    [
      'except AWS services, which send no keys',
      [deny({ ...ANY_SSE_C, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } })],
      [1],
    ],
    [
      'over TLS, since S3 accepts no keys over plain HTTP',
      [deny({ ...ANY_SSE_C, Bool: { 'aws:SecureTransport': 'true' } })],
      [1],
    ],
    [
      'spread over statements',
      [
        deny({ ...ANY_SSE_C, StringEquals: { 'aws:PrincipalAccount': '123456789012' } }),
        OWNERS_STATEMENT,
        deny({ ...ANY_SSE_C, StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } }),
      ],
      [1, 3],
    ],
    ['no uploads at all', [deny({}, { Condition: {} })], [1]],
  ])('an equivalent statement is enough: %s', (_reason, statements, by) => {
    const judgement = sseC.evaluate(posture({ policy: policyOf(...statements) }), BLOCK)
    expect(judgement).toEqual({
      verdict: 'compliant',
      reason: expect.stringMatching(/^Every upload with SSE-C is denied, by statement/),
      evidence: { enforced: true, statements: by },
    })
  })

  test.each<[string, JsonObject, string]>([
    [
      'an Allow',
      deny(ANY_SSE_C, { Effect: 'Allow' }),
      'No statement denies s3:PutObject with SSE-C',
    ],
    ['the reversed condition', deny({ Null: { [CUSTOMER_ALGORITHM]: 'true' } }), 'denies only'],
    [
      'an algorithm that does not exist',
      deny({ StringNotEquals: { [CUSTOMER_ALGORITHM]: 'AES256' } }),
      'denies only',
    ],
    [
      'only one prefix',
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
      'only one user',
      deny(ANY_SSE_C, { Principal: { AWS: 'arn:aws:iam::123456789012:user/intern' } }),
      'for arn:aws:iam::123456789012:user/intern',
    ],
    ['another action', deny(ANY_SSE_C, { Action: 's3:PutObjectAcl' }), 's3:PutObjectAcl'],
    [
      'only plain HTTP',
      deny({ ...ANY_SSE_C, Bool: { 'aws:SecureTransport': 'false' } }),
      'aws:SecureTransport',
    ],
    [
      'except anonymous callers, whose requests lack this key',
      deny({ ...ANY_SSE_C, Bool: { 'aws:PrincipalIsAWSService': 'false' } }),
      'aws:PrincipalIsAWSService',
    ],
    [
      'narrowed by a second condition',
      deny({ ...ANY_SSE_C, StringLike: { 'aws:UserAgent': 'curl/*' } }),
      'aws:UserAgent',
    ],
    [
      'a Deny of the wrong header, which uploads with SSE-C do not send',
      deny({ StringNotEqualsIfExists: { [ALGORITHM]: 'aws:kms' }, Null: { [ALGORITHM]: 'false' } }),
      'denies only',
    ],
  ])(
    'an insufficient statement is non-compliant, with a counterexample: %s',
    (_reason, statement, why) => {
      const judgement = sseC.evaluate(posture({ policy: policyOf(statement) }), BLOCK)
      expect(judgement).toMatchObject({
        verdict: 'non-compliant',
        evidence: { enforced: false, undenied: UPLOAD_WITH_SSE_C },
      })
      expect(judgement.reason).toContain(why)
    },
  )

  test('the remedy is a rule that blocks SSE-C', () => {
    expect(sseC.remedy(posture(), BLOCK)).toEqual({ encryption: { blockSseC: true } })
  })

  describe('unknown', () => {
    const denying = posture({ policy: policyOf(OWN) })
    const silent = posture()
    const blocks = posture({ encryption: blocking('SSE-C') })

    test.each([
      [
        'the policy does not matter if the rule blocks SSE-C',
        { ...blocks, policy: DENIED },
        'compliant',
      ],
      [
        'the rule does not matter if the policy denies SSE-C',
        { ...denying, encryption: DENIED },
        'compliant',
      ],
      ['an unreadable policy may deny', { ...silent, policy: DENIED }, 'unknown'],
      ['an unreadable rule may block', { ...silent, encryption: DENIED }, 'unknown'],
      ['both are unreadable', { ...silent, policy: DENIED, encryption: DENIED }, 'unknown'],
    ])('%s', (_reason, bucket, verdict) => {
      const judgement = sseC.evaluate(bucket, BLOCK)
      expect(judgement.verdict).toBe(verdict)
      if (verdict === 'unknown') expect(judgement).toEqual({ verdict, reason: 'denied' })
    })
  })
})

describe('sse-c with SSE_C=keep', () => {
  test.each<[string, PolicyDocument | null, EncryptionRule]>([
    ['no policy', null, SSE_S3],
    ['no statement of Cooper about SSE-C', COMPLIANT_POLICY, SSE_S3],
    ['a rule that blocks SSE-C stays', null, blocking('SSE-C')],
    [
      'the same statement under a Sid of the owner stays',
      policyOf({ ...OWN, Sid: 'Owner' }),
      SSE_S3,
    ],
    ['the same statement without a Sid stays', policyOf(deny(ANY_SSE_C)), SSE_S3],
    ['an altered statement stays', policyOf({ ...OWN, Action: 's3:Put*' }), SSE_S3],
    [
      "another statement under Cooper's Sid stays",
      policyOf({ ...OWNERS_STATEMENT, Sid: OWN.Sid }),
      SSE_S3,
    ],
    [
      "a statement whose Sid only begins with Cooper's stays",
      policyOf({ ...OWN, Sid: `${OWN.Sid}AtAll` }),
      SSE_S3,
    ],
    [
      "a statement on another bucket's objects stays",
      policyOf({ ...OWN, Resource: 'arn:aws:s3:::cooper-example-bucket-2/*' }),
      SSE_S3,
    ],
  ])('requires nothing: %s', (_reason, policy, encryption) => {
    const bucket = posture({ policy, encryption })
    expect(sseC.evaluate(bucket, SETTINGS)).toEqual(NOT_REQUIRED)
  })

  test.each<[string, JsonObject]>([
    ['CooperDenySseC', OWN],
    ['CooperDenySseC2', { ...OWN, Sid: 'CooperDenySseC2' }],
    ['CooperDenySseC', { ...OWN, Principal: { AWS: '*' }, Action: ['s3:PutObject'] }],
  ])("Cooper's unaltered statement is removed: %s", (sid, obsolete) => {
    const policy = policyOf(OWNERS_STATEMENT, obsolete, tlsOnlyStatement(BUCKET))
    const bucket = posture({ policy })
    expect(sseC.evaluate(bucket, SETTINGS)).toEqual({
      verdict: 'non-compliant',
      reason: `Cooper's statement "${sid}" is no longer required by the settings`,
      isObsolete: true,
    })
    const remedy = sseC.remedy(bucket, SETTINGS)
    expect(remedy).toEqual({ policy: { required: [], obsolete: ['CooperDenySseC'] } })

    const statements = remedy.policy ?? { required: [], obsolete: [] }
    const { document } = mergeOwnStatements(policy, statements, BUCKET)
    expect(document).toEqual(policyOf(OWNERS_STATEMENT, tlsOnlyStatement(BUCKET)))
    expect(sseC.evaluate(posture({ policy: document ?? null }), SETTINGS)).toEqual(NOT_REQUIRED)
  })

  test('an unreadable policy makes no known obsolete statement compliant', () => {
    const bucket = { ...posture({ policy: policyOf(OWN) }), policy: DENIED }
    expect(sseC.evaluate(bucket, SETTINGS)).toEqual(NOT_REQUIRED)
    expect(sseC.evaluate({ ...posture(), encryption: DENIED }, SETTINGS)).toEqual(NOT_REQUIRED)
  })
})

test('Cooper may write only its own statement', () => {
  expect(sseC.ownSids).toEqual(['CooperDenySseC'])
})
