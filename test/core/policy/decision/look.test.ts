import { expect, test } from 'vitest'
import { CONTROLS } from '../../../../src/core/controls/all.ts'
import { newLook } from '../../../../src/core/policy/decision/look.ts'
import { findCounterexample } from '../../../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../../../src/core/policy/parsing/parse.ts'
import { oldTls } from '../../../../src/core/requests/old-tls.ts'
import { plainHttp } from '../../../../src/core/requests/plain-http.ts'
import { KEY_ARN, posture, rule, SETTINGS } from '../../../support/builders.ts'
import { BUCKET } from '../almost-right.ts'
import { denyIf, OBJECTS, policy } from '../cases/case.ts'

const HARD = parsePolicy(
  policy(
    denyIf({ StringLike: { 'aws:PrincipalTag/t': 'a*' } }),
    denyIf({ StringNotLike: { 'aws:PrincipalTag/t': 'a*' } }),
  ),
)

test('questions of one look share a budget, and those of another look have their own', () => {
  const look = newLook()
  const ask = () => findCounterexample(HARD, plainHttp(BUCKET), look).type
  const first = look.steps
  expect(ask()).toBe('denied')
  expect(look.steps).toBeLessThan(first)
  look.steps = 10
  expect(ask()).toBe('not-proven')
  expect(look.steps).toBeLessThan(1)
  expect(findCounterexample(HARD, plainHttp(BUCKET)).type).toBe('denied')
})

test('questions of one look keep the values of their own variables', () => {
  const all = { Principal: '*', Action: 's3:*' }
  const mixed = parsePolicy(
    policy(
      { Effect: 'Deny', ...all, NotResource: `${OBJECTS.slice(0, -1)}true` },
      { Effect: 'Deny', ...all, Resource: `${OBJECTS.slice(0, -1)}\${aws:SecureTransport}` },
    ),
  )
  const look = newLook()
  expect(findCounterexample(mixed, plainHttp(BUCKET), look).type).toBe('undenied')
  expect(findCounterexample(mixed, oldTls(BUCKET, '1.3'), look).type).toBe('denied')
})

test('what one statement denies by itself needs no budget', () => {
  const look = { ...newLook(), steps: 0 }
  const simple = parsePolicy(policy(denyIf({})))
  expect(findCounterexample(simple, plainHttp(BUCKET), look).type).toBe('denied')
})

const ASKS_ABOUT_THE_POLICY = ['tls-only', 'minimum-tls', 'sse-c', 'upload-encryption'] as const

test.each(ASKS_ABOUT_THE_POLICY)('each question of the control %s spends from the look', (id) => {
  const control = CONTROLS.find((one) => one.id === id)
  const strict = { minimumTls: '1.3', sseC: 'block', uploadEncryption: 'explicit' } as const
  const bucket = posture({ policy: HARD.document, encryption: rule('aws:kms', KEY_ARN) })
  const look = { ...newLook(), steps: 0 }
  const judgement = control?.evaluate(bucket, { ...SETTINGS, ...strict }, look)
  expect(judgement?.reason).toContain('too complex')
})
