import { describe, expect, it } from 'vitest'
import { compilePattern } from '../../src/local-aws/events/event-pattern.ts'

const role = 'arn:aws:iam::123456789012:role/cooper'
const notCooper = { issuer: { arn: [{ exists: false }, { 'anything-but': [role] }] } }

const two = { a: { b: [1], c: [2] } }
const butRoot = { a: [{ 'anything-but': { 'equals-ignore-case': 'root' } }] }

describe('an event pattern matches', () => {
  it.each([
    ['a value in the list', { a: ['x', 'y'] }, { a: 'y' }, true],
    ['no value outside the list', { a: ['x', 'y'] }, { a: 'z' }, false],
    ['with regard to letter case', { a: ['x'] }, { a: 'X' }, false],
    ['a number by its value', { a: [300] }, { a: 300.0 }, true],
    ['no number as text', { a: [300] }, { a: '300' }, false],
    ['true, false and null', { a: [true], b: [null] }, { a: true, b: null }, true],
    ['null, which differs from a missing field', { a: [null] }, {}, false],
    ['all fields together', { a: ['x'], b: ['y'] }, { a: 'x', b: 'z' }, false],
    ['fields of fields', { a: { b: ['x'] } }, { a: { b: 'x', c: 1 } }, true],
    ['one element of a list', { a: ['x'] }, { a: ['w', 'x'] }, true],
    ['no element of a list', { a: ['x'] }, { a: ['w'] }, false],
    ['one object of a list', { a: { b: ['x'] } }, { a: [{ b: 'w' }, { b: 'x' }] }, true],
    ['both fields in one object of a list', two, { a: [{ b: 1, c: 2 }] }, true],
    ['not fields of two objects of a list', two, { a: [{ b: 1 }, { c: 2 }] }, false],
    ['prefix', { a: [{ prefix: 'arn:' }] }, { a: 'arn:aws' }, true],
    ['prefix, or not', { a: [{ prefix: 'arn:' }] }, { a: 'x' }, false],
    [
      'prefix in any letter case',
      { a: [{ prefix: { 'equals-ignore-case': 'ARN' } }] },
      { a: 'arn:' },
      true,
    ],
    ['suffix', { a: [{ suffix: '.png' }] }, { a: 'x.png' }, true],
    [
      'suffix in any letter case',
      { a: [{ suffix: { 'equals-ignore-case': 'PNG' } }] },
      { a: '.png' },
      true,
    ],
    ['equals-ignore-case', { a: [{ 'equals-ignore-case': 'Root' }] }, { a: 'rOOt' }, true],
    ['anything-but a value', { a: [{ 'anything-but': 'x' }] }, { a: 'y' }, true],
    [
      'anything-but a value, which the field has',
      { a: [{ 'anything-but': 'x' }] },
      { a: 'x' },
      false,
    ],
    ['anything-but, but not a missing field', { a: [{ 'anything-but': 'x' }] }, {}, false],
    ['anything-but a list', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'y' }, false],
    ['anything-but numbers', { a: [{ 'anything-but': [1, 2] }] }, { a: 3 }, true],
    ['anything-but a prefix', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xy' }, false],
    [
      'anything-but prefixes',
      { a: [{ 'anything-but': { prefix: ['x', 'y'] } }] },
      { a: 'z' },
      true,
    ],
    ['anything-but a suffix', { a: [{ 'anything-but': { suffix: 'y' } }] }, { a: 'xy' }, false],
    ['anything-but a wildcard', { a: [{ 'anything-but': { wildcard: '*y*' } }] }, { a: 'x' }, true],
    ['anything-but in any letter case', butRoot, { a: 'ROOT' }, false],
    ['exists', { a: [{ exists: true }] }, { a: null }, true],
    ['exists, only leaves', { a: [{ exists: true }] }, { a: { b: 1 } }, false],
    ['exists false', { a: [{ exists: false }] }, { b: 1 }, true],
    ['exists false inside a missing field', { a: { b: [{ exists: false }] } }, {}, true],
    ['exists false with an empty list', { a: [{ exists: false }] }, { a: [] }, true],
    ['numeric equality', { a: [{ numeric: ['=', 5] }] }, { a: 5 }, true],
    ['numeric range inside', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
    ['numeric range outside', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 0 }, false],
    ['numeric, not text', { a: [{ numeric: ['<', 5] }] }, { a: '1' }, false],
    ['cidr', { a: [{ cidr: '10.0.0.0/24' }] }, { a: '10.0.0.255' }, true],
    ['cidr outside', { a: [{ cidr: '10.0.0.0/24' }] }, { a: '10.0.1.0' }, false],
    ['cidr of IPv6', { a: [{ cidr: '2001:db8::/32' }] }, { a: '2001:db8::1' }, true],
    ['cidr, not names', { a: [{ cidr: '10.0.0.0/24' }] }, { a: 'cloudformation' }, false],
    ['wildcard', { a: [{ wildcard: 'a*b*c' }] }, { a: 'a-bb-c' }, true],
    ['wildcard without overlap', { a: [{ wildcard: 'ab*b' }] }, { a: 'ab' }, false],
    ['wildcard of an escaped star', { a: [{ wildcard: 'a\\*b' }] }, { a: 'a*b' }, true],
    [
      'wildcard, an escaped star is no wildcard',
      { a: [{ wildcard: 'a\\*b' }] },
      { a: 'axb' },
      false,
    ],
    ['$or, one side', { $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, true],
    ['$or, no side', { $or: [{ a: [1] }, { b: [2] }] }, { a: 2, b: 1 }, false],
    ['$or with other fields', { c: [3], $or: [{ a: [1] }, { b: [2] }] }, { a: 1 }, false],
    ['an identity without issuer as not Cooper', notCooper, { type: 'Root' }, true],
    ['another issuer as not Cooper', notCooper, { issuer: { arn: 'arn:other' } }, true],
    ['Cooper as Cooper', notCooper, { issuer: { arn: role } }, false],
    ['no text instead of an event', { a: ['x'] }, 'a', false],
    ['no inherited property', { constructor: [{ exists: true }] }, {}, false],
  ])('%s', (_, pattern, event, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected)
  })
})

describe('an event pattern is refused', () => {
  it.each([
    ['empty', {}],
    ['a text instead of an object', 'x'],
    ['null', null],
    ['a list', [1]],
    ['a value outside a list', { a: 'x' }],
    ['an empty list', { a: [] }],
    ['an empty object inside', { a: {} }],
    ['a list inside a list', { a: [['x']] }],
    ['an unknown operator', { a: [{ 'any-but': 'x' }] }],
    ['an inherited name as operator', { a: [{ constructor: 'x' }] }],
    ['two operators in one', { a: [{ prefix: 'x', suffix: 'y' }] }],
    ['no operator', { a: [{}] }],
    ['prefix of a number', { a: [{ prefix: 1 }] }],
    ['exists of a text', { a: [{ exists: 'true' }] }],
    ['numeric without list', { a: [{ numeric: 5 }] }],
    ['numeric of an odd list', { a: [{ numeric: ['>'] }] }],
    ['numeric of a text', { a: [{ numeric: ['>', '5'] }] }],
    ['numeric with an unknown sign', { a: [{ numeric: ['=>', 5] }] }],
    ['cidr without bits', { a: [{ cidr: '10.0.0.0' }] }],
    ['cidr of too many bits', { a: [{ cidr: '10.0.0.0/33' }] }],
    ['cidr of no address', { a: [{ cidr: '10.0.0/8' }] }],
    ['two stars in a row', { a: [{ wildcard: 'a**' }] }],
    ['anything-but exists', { a: [{ 'anything-but': { exists: true } }] }],
    ['anything-but nothing', { a: [{ 'anything-but': [] }] }],
    ['anything-but text and numbers', { a: [{ 'anything-but': ['x', 1] }] }],
    ['anything-but null', { a: [{ 'anything-but': null }] }],
    ['$or of one', { $or: [{ a: ['x'] }] }],
    ['$or of values', { $or: ['x', 'y'] }],
  ])('%s', (_, pattern) => {
    const invalid = { code: 'InvalidEventPatternException' }
    expect(() => compilePattern(pattern)).toThrow(expect.objectContaining(invalid))
  })

  it('names the operator and its place', () => {
    const pattern = { detail: { eventName: [{ startsWith: 'Put' }] } }
    expect(() => compilePattern(pattern)).toThrow(
      'Event pattern is not valid: "detail.eventName" has the unknown operator "startsWith"',
    )
  })
})
