import { expect, test } from 'vitest'
import { mayBeEqual } from '../../src/template-check/readings/may-be-equal.ts'
import { symbolFor } from '../../src/template-check/readings/symbols.ts'

const OPEN = symbolFor('it is not known')

test.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'ab', false],
  ['', '', true],
  ['*', '', true],
  ['a*', '*b', true],
  ['a*', 'b*', false],
  ['a?', 'ab', true],
  ['a?', 'a', false],
  ['a*c', 'ab?', true],
  ['*a*', '*b*', true],
  [`${OPEN}-data`, 'prod-data', true],
  [`${OPEN}-data`, 'prod-logs', false],
  [`${OPEN}-data`, `prod-${OPEN}`, true],
  [`${OPEN}a`, `${OPEN}b`, false],
])('%j and %j', (left, right, expected) => {
  expect(mayBeEqual(left, right)).toBe(expected)
  expect(mayBeEqual(right, left)).toBe(expected)
})

test('a long pattern does not exhaust the stack', () => {
  expect(mayBeEqual('*a'.repeat(3000), `${OPEN}-data`)).toBe(true)
})
