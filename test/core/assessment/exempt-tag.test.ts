import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExemptTag, parseExemptTag } from '../../../src/core/assessment/exempt-tag.ts'
import { CONTROL_IDS } from '../../../src/core/controls/ids.ts'
import { cases } from '../../support/cases.ts'

const EVERY = CONTROL_IDS

describe('the tag cooper:exempt', () => {
  test.each<[string, string, ExemptTag]>([
    ['all controls', 'all', { controls: EVERY, until: undefined, reason: '' }],
    ['one control', 'tls-only', { controls: ['tls-only'], until: undefined, reason: '' }],
    [
      'two controls in the order of reports, a last day and a reason',
      'tls-only default-encryption until=2027-01-31 the cash register',
      {
        controls: ['default-encryption', 'tls-only'],
        until: '2027-01-31',
        reason: 'the cash register',
      },
    ],
    [
      'the day may follow the reason',
      'all ticket 4711 until=2028-02-29',
      { controls: EVERY, until: '2028-02-29', reason: 'ticket 4711' },
    ],
    [
      'letter case and spaces make no difference',
      '  TLS-Only   Until=2027-01-31  ',
      { controls: ['tls-only'], until: '2027-01-31', reason: '' },
    ],
    [
      'a control in the reason is not exempt',
      'tls-only because bucket-key is hard',
      { controls: ['tls-only'], until: undefined, reason: 'because bucket-key is hard' },
    ],
    [
      'the reason follows all',
      'all old machines',
      { controls: EVERY, until: undefined, reason: 'old machines' },
    ],
    [
      '"all" in the reason does not exempt all controls',
      'tls-only all machines are old',
      { controls: ['tls-only'], until: undefined, reason: 'all machines are old' },
    ],
  ])('%s', (_reason, value, expected) => {
    expect(parseExemptTag(value)).toEqual(expected)
  })

  test.each([
    ['empty text', '', '"" is neither "all" nor the id of a control'],
    ['a misspelt control', 'tls_only', '"tls_only" is neither "all" nor the id of a control'],
    ['true, which is ambiguous', 'true', '"true" is neither'],
    ['only a day', 'until=2027-01-31', '"until=2027-01-31" is neither'],
    ['a day in another format', 'all until=31.01.2027', '"31.01.2027" is not a day'],
    ['a day that does not exist', 'all until=2027-02-30', '"2027-02-30" is not a day'],
    ['a missing day', 'all until=', '"" is not a day such as until=2027-01-31'],
    [
      'a day after a space',
      'tls-only until 2026-01-31',
      'the day in "2026-01-31" must be written as until=2027-01-31',
    ],
    [
      'a day after a colon',
      'tls-only until:2026-01-31',
      'the day in "until:2026-01-31" must be written',
    ],
    [
      'a day with another keyword',
      'tls-only valid-until=2026-01-31',
      'the day in "valid-until=2026-01-31" must be written',
    ],
    ['a day alone', 'all 2026-01-31', 'the day in "2026-01-31" must be written as until='],
    [
      'a day with a second other keyword',
      'all expires=2026-01-01',
      'must be written as until=2027-01-31',
    ],
    ['a misspelt second control', 'tls-only bucket-keys', '"bucket-keys" is not the id of'],
    ['words instead of a day', 'tls-only until further notice', '"until" is not a day'],
    ['two days', 'all until=2027-01-31 until=2028-01-31', 'more than once'],
    ['control characters', '\u001b[2J', '"?[2J" is neither'],
  ])('invalid: %s', (_reason, value, problem) => {
    expect(parseExemptTag(value)).toContain(problem)
  })

  test.each(
    EVERY.flatMap((id) => [`${id}s`, id.replace('-', '_'), `${id.split('-')[0]}-x`.toUpperCase()]),
  )('invalid: %s after another control', (misspelt) => {
    for (const control of EVERY) {
      expect(parseExemptTag(`${control} ${misspelt}`)).toBe(
        `"${misspelt}" is not the id of a control`,
      )
    }
  })

  test('law: any text gives an exemption of known controls, or a printable line', () => {
    const words = fc.constantFrom('all', ...EVERY, 'until=2027-01-31', 'a', 'machine')
    const tags = fc.tuple(words, fc.array(fc.oneof(words, fc.string({ unit: 'binary' }))))
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      tags.map(([first, others]) => [first, ...others].join(' ')),
    )
    const met = { exemption: 0, doubt: 0 }
    fc.assert(
      fc.property(texts, (value) => {
        const tag = parseExemptTag(value)
        if (typeof tag === 'string') {
          met.doubt += 1
          expect(tag).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        } else {
          met.exemption += 1
          expect(tag.controls.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: cases(2000) },
    )
    expect(Math.min(met.exemption, met.doubt)).toBeGreaterThan(cases(2000) / 20)
  })
})
