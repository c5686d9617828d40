import { expect, test } from 'vitest'
import { newLook } from '../../../../src/core/policy/decision/budget.ts'
import { findCounterexample } from '../../../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../../../src/core/policy/parsing/parse.ts'
import { plainHttp } from '../../../../src/core/requests/plain-http.ts'
import { BUCKET } from '../almost-right.ts'
import { denyIf, policy } from '../cases/case.ts'

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

test('what one statement denies by itself needs no budget', () => {
  const look = { ...newLook(), steps: 0 }
  const simple = parsePolicy(policy(denyIf({})))
  expect(findCounterexample(simple, plainHttp(BUCKET), look).type).toBe('denied')
})
