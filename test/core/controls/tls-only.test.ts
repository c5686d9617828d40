import { describe, expect, test } from 'vitest'
import { tlsOnly } from '../../../src/core/controls/tls-only.ts'
import type { PolicyDocument } from '../../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../../src/core/policy/own-statement.ts'
import { BUCKET, OWNERS_STATEMENT, policyOf, posture, SETTINGS } from '../../support/builders.ts'

const OWN = tlsOnlyStatement(BUCKET)
const { Action: _, ...WITHOUT_ACTION } = OWN

const judge = (policy: PolicyDocument | null) => tlsOnly.evaluate(posture({ policy }), SETTINGS)

describe('tls-only', () => {
  test('without a policy plain HTTP is not denied, and a request proves it', () => {
    expect(judge(null)).toMatchObject({
      verdict: 'non-compliant',
      reason: 'There is no bucket policy, so plain HTTP is not denied',
      evidence: { undenied: { principal: 'anonymous', action: 's3:GetObject' } },
    })
  })

  test('equivalent statements of the owner count, though AWS Config does not see them', () => {
    const policy = policyOf({ ...OWN, Action: 's3:Get*' }, OWNERS_STATEMENT, {
      ...WITHOUT_ACTION,
      NotAction: 's3:Get*',
    })
    expect(judge(policy)).toEqual({
      verdict: 'compliant',
      reason: 'Every plain-HTTP request is denied, by statements 1, 3',
      evidence: { enforced: true, canonical: false, statements: [1, 3] },
    })
  })

  test('a Deny that a second condition narrows does not count, and the reason says what gets through', () => {
    const narrowed = { StringLike: { 'aws:UserAgent': 'curl/*' }, ...Object(OWN.Condition) }
    expect(judge(policyOf({ ...OWN, Condition: narrowed }))).toMatchObject({
      verdict: 'non-compliant',
      reason: expect.stringContaining('statement 1 denies only where aws:UserAgent is like curl/*'),
      evidence: { enforced: false, canonical: false, undenied: { action: 's3:GetObject' } },
    })
  })

  test('what could not be read is unknown, not absent', () => {
    const policy = { known: false, reason: 'denied' } as const
    expect(tlsOnly.evaluate({ ...posture(), policy }, SETTINGS)).toEqual({
      verdict: 'unknown',
      reason: 'denied',
    })
  })
})
