import { describe, expect, test } from 'vitest'
import { minimumTls } from '../../../src/core/controls/minimum-tls.ts'
import type { JsonObject, PolicyDocument } from '../../../src/core/policy/document.ts'
import type { MinimumTls, Settings, TlsVersion } from '../../../src/core/settings.ts'
import {
  minimumTlsStatement,
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
} from '../../support/builders.ts'

const TLS_1_2 = minimumTlsStatement(BUCKET, '1.2')
const TLS_1_3 = minimumTlsStatement(BUCKET, '1.3')
const asking = (version: MinimumTls): Settings => ({ ...SETTINGS, minimumTls: version })

const judge = (policy: PolicyDocument | null, version: MinimumTls) =>
  minimumTls.evaluate(posture({ policy }), asking(version))
const owners = (one: JsonObject): JsonObject => ({ ...one, Sid: 'Modern' })
const forOne = (one: JsonObject): JsonObject => ({
  ...one,
  Principal: { AWS: 'arn:aws:iam::123456789012:user/x' },
})

const OBSOLETE = 'Cooper\'s statement "CooperMinimumTls" is no longer required by the settings'

describe('minimum-tls', () => {
  test.each<[string, MinimumTls, PolicyDocument | null, string, string]>([
    [
      'no policy',
      '1.2',
      null,
      'non-compliant',
      's3:GetObject over TLS 1.1: whoever is allowed to do it can do it over TLS 1.1',
    ],
    [
      'a policy that denies only plain HTTP',
      '1.2',
      COMPLIANT_POLICY,
      'non-compliant',
      'over TLS 1.1. Statement 2 ("CooperTlsOnly") denies only where aws:SecureTransport is false',
    ],
    [
      "Cooper's statement",
      '1.2',
      policyOf(TLS_1_2),
      'compliant',
      'Every request over TLS below 1.2 is denied, by statement 1',
    ],
    [
      "Cooper's statement",
      '1.3',
      policyOf(OWNERS_STATEMENT, TLS_1_3),
      'compliant',
      'Every request over TLS below 1.3 is denied, by statement 2',
    ],
    [
      'the owner’s statement',
      '1.2',
      policyOf(owners(TLS_1_2)),
      'compliant',
      'Every request over TLS below 1.2 is denied, by statement 1',
    ],
    [
      'a stricter statement of the owner',
      '1.2',
      policyOf(owners(TLS_1_3)),
      'compliant',
      'by statement 1',
    ],
    [
      'a weaker statement of the owner',
      '1.3',
      policyOf(owners(TLS_1_2)),
      'non-compliant',
      'Statement 1 ("Modern") denies only where s3:TlsVersion is less than 1.2',
    ],
    [
      'the owner’s statement for one user',
      '1.2',
      policyOf(forOne(owners(TLS_1_2))),
      'non-compliant',
      'denies only for arn:aws:iam::123456789012:user/x',
    ],
    [
      "Cooper's statement for a lower minimum",
      '1.3',
      policyOf(TLS_1_2),
      'non-compliant',
      'over TLS 1.2. Statement 1 ("CooperMinimumTls") denies only where s3:TlsVersion is less than 1.2',
    ],
    [
      "Cooper's statement for a higher minimum, which denies more than required",
      '1.2',
      policyOf(TLS_1_3),
      'non-compliant',
      OBSOLETE,
    ],
    [
      "Cooper's statement beside one for an earlier setting",
      '1.3',
      policyOf(TLS_1_2, { ...TLS_1_3, Sid: 'CooperMinimumTls2' }),
      'non-compliant',
      OBSOLETE,
    ],
    [
      "Cooper's statement for an earlier setting under a second Sid",
      '1.3',
      policyOf({ ...TLS_1_2, Sid: 'CooperMinimumTls2' }),
      'non-compliant',
      'over TLS 1.2. Statement 1 ("CooperMinimumTls2") denies only where s3:TlsVersion is less than 1.2',
    ],
    [
      "Cooper's statement for an earlier setting, altered by the owner",
      '1.3',
      policyOf(forOne(TLS_1_2), owners(TLS_1_3)),
      'compliant',
      'by statement 2',
    ],
  ])('%s, with MINIMUM_TLS_VERSION=%s', (_reason, version, policy, verdict, reason) => {
    expect(judge(policy, version)).toMatchObject({
      verdict,
      reason: expect.stringContaining(reason),
    })
  })

  test.each<[string, PolicyDocument | null, string, string]>([
    ['no policy', null, 'not-applicable', 'Not required by the settings'],
    [
      'no statement of Cooper for this control',
      COMPLIANT_POLICY,
      'not-applicable',
      'Not required by the settings',
    ],
    [
      'the owner’s statement',
      policyOf(owners(TLS_1_2)),
      'not-applicable',
      'Not required by the settings',
    ],
    [
      "Cooper's statement, altered by the owner",
      policyOf(forOne(TLS_1_2)),
      'not-applicable',
      'Not required by the settings',
    ],
    [
      'a statement for another bucket',
      policyOf(elsewhere('1.2')),
      'not-applicable',
      'Not required by the settings',
    ],
    ["Cooper's statement", policyOf(OWNERS_STATEMENT, TLS_1_2), 'non-compliant', OBSOLETE],
    ["Cooper's statement for TLS 1.3", policyOf(TLS_1_3), 'non-compliant', OBSOLETE],
  ])('without a minimum, %s', (_reason, policy, verdict, reason) => {
    expect(judge(policy, 'none')).toMatchObject({ verdict, reason })
  })

  test('the counterexample is a request that is not denied', () => {
    expect(judge(null, '1.3')).toMatchObject({
      evidence: {
        enforced: false,
        undenied: { context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2' } },
      },
    })
  })

  test('the evidence of a denial is the statements, without the form that AWS Config recognizes', () => {
    expect(judge(policyOf(tlsOnlyStatement(BUCKET), TLS_1_2), '1.2').evidence).toEqual({
      enforced: true,
      statements: [2],
    })
  })

  test.each<[MinimumTls, object]>([
    ['1.2', { required: [TLS_1_2], obsolete: [] }],
    ['1.3', { required: [TLS_1_3], obsolete: [] }],
    ['none', { required: [], obsolete: ['CooperMinimumTls'] }],
  ])('the remedy for a minimum of %s', (version, statements) => {
    expect(minimumTls.remedy(posture(), asking(version))).toEqual({ policy: statements })
  })

  describe.each<MinimumTls>(['1.2', '1.3', 'none'])('remediated for %s', (version) => {
    test.each<[string, PolicyDocument]>([
      ['no statement of Cooper for this control', COMPLIANT_POLICY],
      ['a lower minimum', policyOf(OWNERS_STATEMENT, TLS_1_2)],
      ['a higher minimum', policyOf(OWNERS_STATEMENT, TLS_1_3)],
      ['both', policyOf(OWNERS_STATEMENT, TLS_1_3, { ...TLS_1_2, Sid: 'CooperMinimumTls2' })],
      ['an altered statement', policyOf(forOne(TLS_1_2))],
    ])('becomes compliant: %s', (_reason, before) => {
      const { policy: statements } = minimumTls.remedy(posture({ policy: before }), asking(version))
      if (statements === undefined) throw new Error('There is no remedy')
      const { document } = mergeOwnStatements(before, statements, BUCKET)
      const verdict = version === 'none' ? 'not-applicable' : 'compliant'
      expect(judge(document ?? null, version).verdict).toBe(verdict)
    })
  })

  test.each<[MinimumTls, string]>([
    ['1.2', 'unknown'],
    ['1.3', 'unknown'],
    ['none', 'not-applicable'],
  ])('an unreadable policy, with %s: %s', (version, verdict) => {
    const policy = { known: false, reason: 'denied' } as const
    const judgement = minimumTls.evaluate({ ...posture(), policy }, asking(version))
    expect(judgement.verdict).toBe(verdict)
    expect(judgement.reason).toBe(verdict === 'unknown' ? 'denied' : 'Not required by the settings')
  })
})

function elsewhere(version: TlsVersion) {
  return minimumTlsStatement({ name: 'other', partition: 'aws' }, version)
}
