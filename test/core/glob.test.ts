import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  characters,
  glob,
  MANY_IN_PART,
  matches,
  ONE_IN_PART,
  type Pattern,
  withinArnParts,
} from '../../src/core/glob.ts'
import { newBudget } from '../../src/core/policy/decision/budget.ts'
import { findString } from '../../src/core/policy/decision/find-string.ts'
import { some, TEXT, textShape } from '../../src/core/policy/decision/shapes.ts'
import { cases } from '../support/cases.ts'

const MATCHES: readonly (readonly [string, string, boolean])[] = [
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'a:b/c', true],
  ['?', '', false],
  ['?', 'é', true],
  ['?', '😀', true],
  ['a*b*c', 'aXbYbZc', true],
  ['a*b*c', 'aXbYbZ', false],
  ['*?*?*', 'a', false],
  ['*?*?*', 'ab', true],
  ['*aab', 'aaaab', true],
  ['a?c', 'ac', false],
  [`${'*a'.repeat(30)}b`, 'a'.repeat(500), false],
]

const WITHIN_PARTS: readonly (readonly [string, string, boolean])[] = [
  ['arn:*:s3:::b', 'arn:aws:s3:::b', true],
  ['arn:*::::b', 'arn:aws:s3:::b', false],
  ['arn:aws:s3:::*', 'arn:aws:s3:::b/c:d', true],
  ['arn:aws:iam::*:x', 'arn:aws:iam::1:2:x', false],
  ['arn:a*s:*:*:*:*b', 'arn:aws:s3:::a:b', true],
  ['arn:aws:s?:::b', 'arn:aws:s::::b', false],
]

describe('globs', () => {
  test.each(MATCHES)('%s on %s: %s', (pattern, value, expected) => {
    expect(matches(glob(pattern), characters(value))).toBe(expected)
  })

  test.each(WITHIN_PARTS)(
    'within the parts of an ARN: %s on %s: %s',
    (pattern, value, expected) => {
      const tokens = withinArnParts(glob(pattern))
      expect(tokens && matches(tokens, characters(value))).toBe(expected)
    },
  )

  test('a pattern with fewer than six parts is no ARN', () => {
    expect(withinArnParts(glob('arn:aws:s3:*'))).toBeUndefined()
  })

  const small = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 9 })

  test('the result is the same as that of a regular expression', () => {
    let matching = 0
    fc.assert(
      fc.property(
        small,
        fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 9 }),
        (pattern, value) => {
          const source = pattern.replaceAll('*', '.*').replaceAll('?', '.')
          const isMatch = new RegExp(`^${source}$`).test(value)
          if (isMatch) matching += 1
          return matches(glob(pattern), characters(value)) === isMatch
        },
      ),
      { numRuns: cases(2000) },
    )
    expect(matching).toBeGreaterThan(cases(2000) / 100)
  })

  test('a matching string is found exactly if trying all short strings finds one', () => {
    const letters = ['a', 'b', 'z', ':']
    const all = [1, 2, 3, 4].flatMap((length) =>
      Array.from({ length: 4 ** length }, (_, number) =>
        Array.from({ length }, (_, place) => letters[Math.floor(number / 4 ** place) % 4]).join(''),
      ),
    )
    // In lower-case letters the wildcards stop at a colon: `m` is such a `*`, `o` such a `?`.
    const units = fc.constantFrom('a', 'b', ':', '*', '?', 'm', 'o')
    const globs = fc.array(fc.string({ unit: units, maxLength: 5 }), { maxLength: 3 })
    const met = { found: 0, none: 0 }
    fc.assert(
      fc.property(globs, globs, (unwanted, required) => {
        const track = (patterns: string[], isWanted: boolean) => ({
          ...{
            patterns: patterns.map(mixed),
            required: isWanted,
            ignoreCase: false,
            segments: [1],
          },
        })
        const shape = [textShape('/'), some(TEXT, 1, 4)]
        const tracks = [track(unwanted, false), ...required.map((one) => track([one], true))]
        const found = findString(shape, tracks, newBudget(1e6))?.[1]
        const fits = (value: string): boolean =>
          required.every((one) => matches(mixed(one), characters(value))) &&
          !unwanted.some((one) => matches(mixed(one), characters(value)))
        met[found === undefined ? 'none' : 'found'] += 1
        return found === undefined ? !all.some(fits) : fits(found)
      }),
      { numRuns: cases(3000) },
    )
    expect(Math.min(met.found, met.none)).toBeGreaterThan(cases(3000) / 20)
  })
})

function mixed(pattern: string): Pattern {
  return Array.from(pattern).flatMap((unit) => {
    if (unit === 'm') return [MANY_IN_PART]
    return unit === 'o' ? [ONE_IN_PART] : glob(unit)
  })
}
