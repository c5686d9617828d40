import { expect, test } from 'vitest'
import { planRemoval } from '../../../src/core/journal/plan-removal.ts'
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
  [
    'where somebody else took the Sid, loses the one by Cooper only',
    policyOf({ ...OWNERS_STATEMENT, Sid: 'CooperTlsOnly' }, { ...OWN, Sid: 'CooperTlsOnly2' }),
    [{ value: policyOf({ ...OWNERS_STATEMENT, Sid: 'CooperTlsOnly' }) }],
  ],
  [
    'with an altered statement under a Sid of Cooper keeps it',
    policyOf({ ...OWN, Action: 's3:GetObject' }),
    [],
  ],
  ["without Cooper's statements stays", policyOf(OWNERS_STATEMENT), []],
  ['that does not exist needs no step', null, []],
])('a policy: %s', (_, policy, steps) => {
  expect(planRemoval(posture({ policy })).steps).toMatchObject(steps)
})

test('only the statements for the controls that are asked for are removed', () => {
  const { controls, steps } = planRemoval(posture({ policy: WITH_OTHERS }), ['minimum-tls'])
  expect(controls).toEqual(['minimum-tls'])
  expect(steps).toMatchObject([{ value: policyOf(OWNERS_STATEMENT, OWN) }])
})

test('every control that adds statements is on hold', () => {
  expect(planRemoval(posture({ policy: null })).controls).toEqual(
    expect.arrayContaining(['tls-only', 'minimum-tls', 'upload-encryption']),
  )
})

test('a policy that cannot be read stops it', () => {
  const unread = { ...posture(), policy: { known: false, reason: 'denied' } as const }
  expect(() => planRemoval(unread)).toThrow('Cooper cannot read its policy')
})
