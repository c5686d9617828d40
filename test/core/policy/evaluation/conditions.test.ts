import { describe, expect, test } from 'vitest'
import {
  holds,
  type Reading,
  type Scope,
} from '../../../../src/core/policy/evaluation/conditions.ts'
import { parsePolicy } from '../../../../src/core/policy/parsing/parse.ts'
import { deny, policy } from '../cases/case.ts'

function scope(reading: Reading): Scope {
  const resolve = (key: string): string | undefined => (key === 'aws:username' ? 'b*b' : undefined)
  const common = { version: '2012-10-17', reading, emptyIsNull: 'for none', resolve } as const
  return { ...common, expanded: new Map(), tests: new Map(), patterns: new Map() }
}

function result(
  operator: string,
  expected: string | string[],
  actual: string[] | undefined,
  reading: Reading,
) {
  const parsed = parsePolicy(policy(deny({ Condition: { [operator]: { 'aws:key': expected } } })))
  const [condition] = parsed.statements[0]?.conditions ?? []
  return condition && holds(condition, actual, scope(reading))
}

type Row = readonly [string, string | string[], string[] | undefined, boolean]

const SURE: readonly Row[] = [
  ['StringEquals', 'a', ['a'], true],
  ['StringEquals', 'a', ['A'], false],
  ['StringEquals', ['x', 'a'], ['a'], true],
  ['StringEquals', 'a*', ['ab'], false],
  ['StringEquals', 'a*', ['a*'], true],
  ['StringEquals', 'a', undefined, false],
  ['StringEquals', 'a', [], false],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', ['b'], false],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
  ['StringNotEquals', ['a', 'b'], ['c'], true],
  ['StringNotEquals', 'a', undefined, true],
  ['StringNotEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'aB', ['Ab'], true],
  ['StringNotEqualsIgnoreCase', 'aB', ['Ab'], false],
  ['StringLike', 'a?c*', ['abcd'], true],
  ['StringLike', 'a?c*', ['ac'], false],
  ['StringNotLike', 'a*', ['ab'], false],
  ['StringLike', `\${aws:username}`, ['b*b'], true],
  ['StringLike', `\${aws:username}`, ['analyst'], false],
  ['StringLike', `\${*}`, ['x'], false],
  ['StringEquals', `\${aws:nothing, 'x'}`, ['x'], true],
  ['StringEquals', `\${aws:nothing}`, ['x'], false],
  ['StringNotEquals', `\${aws:nothing}`, ['x'], true],
  ['StringNotEquals', ['x', `\${aws:nothing}`], ['x'], false],
  ['StringEquals', `\${$}{a}`, [`\${a}`], true],
  ['NumericEquals', '5', ['5.0'], true],
  ['NumericNotEquals', '5', ['5.0'], false],
  ['NumericLessThan', '5', ['4'], true],
  ['NumericLessThan', '5', ['5'], false],
  ['NumericLessThanEquals', '5', ['5'], true],
  ['NumericGreaterThan', '5', ['5'], false],
  ['NumericGreaterThanEquals', '5', ['5'], true],
  ['DateLessThan', '2030-01-01T00:00:00Z', ['2029-12-31T23:59:59Z'], true],
  ['DateLessThan', '2030-01-01', ['1893455999'], true],
  ['DateEquals', '2030-01-01T01:00:00+01:00', ['2030-01-01T00:00:00Z'], true],
  ['DateGreaterThan', '1893456000', ['2030-01-01T00:00:01Z'], true],
  ['Bool', 'true', ['false'], false],
  ['Bool', 'true', undefined, false],
  ['BinaryEquals', 'QQ==', ['QQ=='], true],
  ['IpAddress', '10.0.0.0/8', ['10.255.255.255'], true],
  ['IpAddress', '10.0.0.0/8', ['11.0.0.0'], false],
  ['IpAddress', '10.1.2.3', ['10.1.2.3'], true],
  ['IpAddress', '2001:db8::/32', ['2001:DB8:ffff::1'], true],
  ['IpAddress', '0.0.0.0/0', ['::1'], false],
  ['NotIpAddress', '10.0.0.0/8', ['10.0.0.0'], false],
  ['NotIpAddress', '10.0.0.0/8', undefined, true],
  ['ArnLike', 'arn:aws:iam::*:role/*', ['arn:aws:iam::111122223333:role/a/b'], true],
  ['ArnEquals', 'arn:aws:iam::*:role/*', ['arn:aws:iam::111122223333:role/a'], true],
  ['ArnLike', 'arn:aws:*::1:role/*', ['arn:aws:iam::x::1:role/a'], false],
  ['ArnNotLike', 'arn:aws:iam::*:role/*', undefined, true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', ['x'], false],
  ['Null', 'false', ['x'], true],
  ['Null', ['true', 'false'], undefined, true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', 'a', undefined, true],
  ['ForAllValues:StringNotEquals', 'a', ['b', 'a'], false],
  ['ForAnyValue:StringEquals', 'a', ['b', 'a'], true],
  ['ForAnyValue:StringEquals', 'a', undefined, false],
  ['ForAnyValue:StringNotEquals', 'a', undefined, false],
  ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', 'a', ['a'], false],
  ['ForAnyValue:StringEqualsIfExists', 'a', undefined, true],
]

const VAGUE: readonly (readonly [string, string | string[], string[] | undefined])[] = [
  ['NumericNotEquals', '5', ['x']],
  ['NumericLessThan', '5', ['x']],
  ['ArnLike', 'arn:*:role/*', ['arn:aws:iam::111122223333:role/a']],
  ['NumericNotEquals', 'x', ['5']],
  ['NotIpAddress', 'office', ['10.0.0.0']],
  ['ArnNotLike', '*', ['arn:aws:iam::111122223333:root']],
  ['ArnLike', '*', ['arn:aws:iam::111122223333:root']],
  ['Bool', 'TRUE', ['true']],
  ['StringNotEquals', [], ['x']],
  ['StringEquals', 'a', ['a', 'b']],
]

const READINGS: readonly Reading[] = ['least', 'most']

describe.each(READINGS)('whether a condition holds, in the %s reading', (reading) => {
  test.each(SURE)('%s %s of %s: %s', (operator, expected, actual, holdsThen) => {
    expect(result(operator, expected, actual, reading)).toBe(holdsThen)
  })

  test.each(VAGUE)(
    '%s %s of %s: only in the reading with the most matches',
    (operator, expected, actual) => {
      expect(result(operator, expected, actual, reading)).toBe(reading === 'most')
    },
  )
})
