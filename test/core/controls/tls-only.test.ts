import { describe, expect, test } from 'vitest'
import { tlsOnly } from '../../../src/core/controls/tls-only.ts'
import type { PolicyDocument } from '../../../src/core/policy/document.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../../src/core/statements/cooper-statements.ts'
import { mergeOwnStatements } from '../../../src/core/statements/merge.ts'
import { BUCKET, OWNERS_STATEMENT, policyOf, posture, SETTINGS } from '../../support/builders.ts'

const OWN = tlsOnlyStatement(BUCKET)
const { Action: _, ...WITHOUT_ACTION } = OWN
const CANONICAL: Settings = { ...SETTINGS, tlsStatement: 'canonical' }
const NARROWED = policyOf({
  ...OWN,
  Condition: { ...Object(OWN.Condition), StringLike: { 'aws:UserAgent': 'curl/*' } },
})
const SPLIT = policyOf({ ...OWN, Action: 's3:Get*' }, OWNERS_STATEMENT, {
  ...WITHOUT_ACTION,
  NotAction: 's3:Get*',
})
const VAGUE = policyOf({ ...OWN, Condition: { Bool: { 'aws:SecureTransport': 'False' } } })

const judge = (policy: PolicyDocument | null, settings = SETTINGS) =>
  tlsOnly.evaluate(posture({ policy }), settings)

describe('tls-only', () => {
  test.each<[string, PolicyDocument | null, 'compliant' | 'non-compliant', typeof tlsOnly.title]>([
    ['no policy', null, 'non-compliant', 'There is no bucket policy, so plain HTTP is not denied'],
    [
      'a policy without statements',
      policyOf(),
      'non-compliant',
      'No statement denies s3:GetObject over HTTP: whoever is allowed to do it can do it without TLS',
    ],
    [
      'an Allow of the owner',
      policyOf(OWNERS_STATEMENT),
      'non-compliant',
      'No statement denies s3:GetObject over HTTP: ',
    ],
    ['AWS’s documented statement', policyOf(OWN), 'compliant', 'is denied, by statement 1'],
    [
      'AWS’s documented statement under the owner’s Sid',
      policyOf(OWNERS_STATEMENT, { ...OWN, Sid: 'AllowSSLRequestsOnly' }),
      'compliant',
      'is denied, by statement 2',
    ],
    [
      'equivalent statements of the owner',
      SPLIT,
      'compliant',
      'is denied, by statements 1 ("CooperTlsOnly") and 3 ("CooperTlsOnly")',
    ],
    [
      "Cooper's Sid on a damaged statement",
      policyOf({ ...OWN, Effect: 'Allow' }),
      'non-compliant',
      'No statement denies s3:GetObject over HTTP: whoever is allowed to do it can do it without TLS',
    ],
    ['a narrowed statement', NARROWED, 'non-compliant', 'only where aws:UserAgent is like curl/*'],
    [
      'a condition that AWS documents ambiguously',
      VAGUE,
      'non-compliant',
      'Cooper could not prove that every',
    ],
    [
      'objects only',
      policyOf({ ...OWN, Resource: 'arn:aws:s3:::cooper-example-bucket/*' }),
      'non-compliant',
      'denies only on arn:aws:s3:::cooper-example-bucket/*',
    ],
    [
      'a statement for another bucket',
      policyOf(tlsOnlyStatement({ name: 'other', partition: 'aws' })),
      'non-compliant',
      'denies only on arn:aws:s3:::other',
    ],
  ])('%s', (_reason, policy, verdict, reason) => {
    expect(judge(policy)).toMatchObject({
      verdict,
      reason: expect.stringContaining(reason),
      evidence: { enforced: verdict === 'compliant' },
    })
  })

  test('without a policy there is a counterexample', () => {
    expect(judge(null)).toMatchObject({
      evidence: { undenied: { principal: 'anonymous', action: 's3:GetObject' } },
    })
  })

  test('equivalent statements of the owner are enough, though AWS Config does not recognize them', () => {
    expect(judge(SPLIT)).toEqual({
      verdict: 'compliant',
      reason:
        'Every plain-HTTP request is denied, by statements 1 ("CooperTlsOnly") and 3 ("CooperTlsOnly")',
      evidence: { enforced: true, canonical: false, statements: [1, 3] },
    })
  })

  test.each<[string, PolicyDocument | null, string, string]>([
    ['AWS’s documented statement', policyOf(OWN), 'compliant', 'is denied, by statement 1'],
    [
      'equivalent statements of the owner',
      SPLIT,
      'non-compliant',
      'by statements 1 ("CooperTlsOnly") and 3 ("CooperTlsOnly"), but not in the form that AWS Config recognizes',
    ],
    [
      'AWS’s documented statement beside equivalent ones',
      policyOf(OWN, { ...OWN, Resource: '*' }),
      'compliant',
      'is denied',
    ],
    [
      'AWS’s documented statement with Resource "*"',
      policyOf({ ...OWN, Resource: '*' }),
      'non-compliant',
      'not in the form that AWS Config recognizes',
    ],
    [
      'AWS’s documented statement with Action "*"',
      policyOf({ ...OWN, Action: '*' }),
      'non-compliant',
      'not in the form that AWS Config recognizes',
    ],
    ['a narrowed statement', NARROWED, 'non-compliant', 'only where aws:UserAgent is like curl/*'],
    ['no policy', null, 'non-compliant', 'There is no bucket policy'],
  ])('with TLS_STATEMENT=canonical, %s', (_reason, policy, verdict, reason) => {
    expect(judge(policy, CANONICAL)).toMatchObject({
      verdict,
      reason: expect.stringContaining(reason),
    })
  })

  test.each([SETTINGS, CANONICAL])(
    'the remedy is AWS’s documented statement (TLS_STATEMENT=$tlsStatement)',
    (settings) => {
      const remedy = tlsOnly.remedy(posture({ policy: SPLIT }), settings)
      expect(remedy).toEqual({ policy: { required: [OWN], obsolete: [] } })
    },
  )

  test.each<[string, PolicyDocument | null]>([
    ['no policy', null],
    ['a narrowed statement', NARROWED],
    ['equivalent statements', SPLIT],
    ['an ambiguous condition', VAGUE],
    ['everything', policyOf({ ...OWN, Resource: '*' })],
  ])('once remediated, it is compliant with either setting: %s', (_reason, policy) => {
    const before = policy ?? undefined
    const statements = { required: [OWN], obsolete: [] }
    const remediated = mergeOwnStatements(before, statements, BUCKET).document ?? null
    expect(judge(remediated)).toMatchObject({ verdict: 'compliant' })
    expect(judge(remediated, CANONICAL)).toMatchObject({ verdict: 'compliant' })
  })

  test.each([SETTINGS, CANONICAL])('an unreadable policy is unknown, not absent', (settings) => {
    const policy = { known: false, reason: 'denied' } as const
    expect(tlsOnly.evaluate({ ...posture(), policy }, settings)).toEqual({
      verdict: 'unknown',
      reason: 'denied',
    })
  })

  test('encryption makes no difference', () => {
    const encryption = { known: false, reason: 'denied' } as const
    expect(tlsOnly.evaluate({ ...posture(), encryption }, SETTINGS).verdict).toBe('compliant')
  })
})
