import { expect, test } from 'vitest'
import { planYield } from '../../../src/core/journal/plan-yield.ts'
import {
  minimumTlsStatement,
  tlsOnlyStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import { BUCKET, OWNERS_STATEMENT, policyOf, posture } from '../../support/builders.ts'

const OWN = tlsOnlyStatement(BUCKET)
const WITH_OTHERS = policyOf(OWNERS_STATEMENT, OWN, minimumTlsStatement(BUCKET, '1.2'))

test.each([
  [
    "nothing but Cooper's statements is deleted",
    policyOf(OWN),
    [{ value: null, expected: policyOf(OWN) }],
  ],
  [
    'with statements of others keeps them',
    WITH_OTHERS,
    [{ value: policyOf(OWNERS_STATEMENT), expected: WITH_OTHERS }],
  ],
  ["without Cooper's statements stays", policyOf(OWNERS_STATEMENT), []],
  ['that does not exist needs no step', null, []],
])('a policy: %s', (_, policy, steps) => {
  expect(planYield(posture({ policy })).steps).toMatchObject(steps)
})

test('every control that adds statements is on hold', () => {
  expect(planYield(posture({ policy: null })).controls).toEqual(
    expect.arrayContaining(['tls-only', 'minimum-tls', 'upload-encryption']),
  )
})

test('a policy that cannot be read stops it', () => {
  const unread = { ...posture(), policy: { known: false, reason: 'denied' } as const }
  expect(() => planYield(unread)).toThrow('Cooper cannot read its policy')
})
