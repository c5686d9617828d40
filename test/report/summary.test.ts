import { describe, expect, test } from 'vitest'
import { widthsOf } from '../../src/report/html/chart.ts'
import { soonestFirst } from '../../src/report/html/exemptions.ts'
import { countOf, figure, percent } from '../../src/report/html/figures.ts'
import { markup } from '../../src/report/html/markup.ts'
import { createShortlist } from '../../src/report/html/shortlist.ts'
import { createTally } from '../../src/report/html/tally.ts'
import type { Row } from '../../src/report/page/row.ts'
import { worseFirst } from '../../src/report/page/worse-first.ts'
import { summary } from '../../src/report/summary.ts'
import { ROWS } from './page/entries.ts'

const tallyOf = (rows: readonly Row[]) => {
  const tally = createTally()
  for (const row of rows) tally.add(row)
  return tally
}

/** A bucket of an account whose settings ask for nothing. */
const UNASKED: Row = ['unasked', '1', 'eu-west-1', '------']

const WELL: Row = ['well', '1', 'eu-west-1', 'cccccc']

test.each([
  [0, 0, '–'],
  [0, 10, '0 %'],
  [1, 3, '33.3 %'],
  [1, 2, '50 %'],
  [9999, 10_000, '99.9 %'],
  [99_999, 100_000, '99.9 %'],
  [1, 100_000, '<0.1 %'],
  [7, 7, '100 %'],
])('%i of %i is %s', (part, whole, text) => {
  expect(percent(part, whole)).toBe(text)
})

test('figures have separators and nouns', () => {
  expect([figure(1234567), countOf(1, 'bucket'), countOf(2000, 'bucket')]).toEqual([
    '1,234,567',
    '1 bucket',
    '2,000 buckets',
  ])
})

describe('the tally', () => {
  const tally = tallyOf(ROWS)

  test('counts each bucket once, by its worst verdict', () => {
    expect(tally.total().counts).toEqual({
      'non-compliant': 2,
      error: 1,
      unknown: 1,
      exempt: 1,
      compliant: 1,
      'not-applicable': 0,
    })
  })

  test('counts a control only if it is switched on and was checked', () => {
    const counts = Object.fromEntries(tally.controls().map((group) => [group.name, group.counts]))
    expect(counts['tls-only']).toMatchObject({
      'non-compliant': 2,
      unknown: 1,
      exempt: 1,
      compliant: 1,
    })
    expect(Object.values(counts['upload-encryption'] ?? {})).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('has the worst region and account first', () => {
    expect(tally.regions().map(({ name }) => name)).toEqual(['us-east-1', 'eu-west-1'])
    expect(tally.accounts().map(({ name }) => name)).toEqual([
      '222222222222',
      '111111111111',
      '333333333333',
    ])
  })

  test('accepts any name, such as __proto__', () => {
    const odd = ['constructor', '__proto__'].map((name): Row => ['x', name, name, 'c'])
    expect(
      tallyOf(odd)
        .accounts()
        .map(({ name }) => name),
    ).toEqual(['__proto__', 'constructor'])
  })
})

describe('in words', () => {
  test.each<[string, readonly Row[], string]>([
    ['no bucket', [], 'This check found no buckets.'],
    ['one compliant bucket', [WELL], 'The one bucket is compliant.'],
    ['all compliant', [WELL, WELL], 'All 2 buckets are compliant.'],
    ['one of many', ROWS, '1 of 6 buckets is compliant: 16.6 %.'],
    [
      'one, besides buckets that no control applies to',
      [WELL, UNASKED],
      'The one bucket is compliant.',
    ],
    [
      'none that a control applies to',
      [UNASKED],
      'The settings ask for nothing of the checked controls.',
    ],
    ['none', [ROWS[1] ?? WELL], 'The one bucket is not compliant.'],
  ])('%s', (_reason, rows, sentence) => {
    expect(summary(tallyOf(rows), []).markup).toContain(`<p class="headline">${sentence}</p>`)
  })

  test('a control that is switched off has no count', () => {
    const { markup } = summary(tallyOf(ROWS), [])
    const [, rest = ''] = markup.split('data-filter="control=upload-encryption"')
    expect(rest.slice(0, 250)).toContain('not enabled')
  })

  test('buckets that no control applies to have a tile only if there are some', () => {
    expect(summary(tallyOf(ROWS), []).markup).not.toContain('Not applicable')
    expect(summary(tallyOf([WELL, UNASKED]), []).markup).toContain(
      '<span data-filter="status=not-applicable">Not applicable</span></span> <b>1</b>',
    )
  })

  test('each bar has a text alternative', () => {
    const { markup } = summary(tallyOf(ROWS), [])
    expect(markup).toContain(
      'role="img" aria-label="1 compliant, 1 exempt, 1 unknown, 1 not checked, 2 non-compliant"',
    )
    expect(markup.match(/<svg/g)?.length).toBe(markup.match(/role="img" aria-label="\d/g)?.length)
  })
})

test('one bucket of a hundred thousand is visible in a bar', () => {
  const widths = widthsOf([99_999, 1])
  expect(widths[1]).toBeGreaterThanOrEqual(10)
  expect(widths.reduce((one, other) => one + other)).toBeCloseTo(1000)
})

describe('a shortlist', () => {
  const numbers = [5, 3, 9, 1, 7, 3, 8, 2]
  test('has the first items of the sorted list', () => {
    for (let limit = 1; limit < 10; limit += 1) {
      const list = createShortlist<number>(limit, (one, other) => one - other)
      for (const number of numbers) list.add(number)
      expect(list.items()).toEqual(numbers.toSorted((one, other) => one - other).slice(0, limit))
    }
  })

  test('of the worst buckets', () => {
    const worst = createShortlist(3, worseFirst)
    for (const row of ROWS) worst.add(row)
    expect(worst.items().map(([name]) => name)).toEqual(['both', 'http', 'gone'])
  })

  test('of exemptions that end soon', () => {
    const ending = (until: string) => ({ bucket: 'b', account: '1', controls: [], until })
    const days = ['2027-01-31', '2026-12-05', '2026-12-24'].map(ending).toSorted(soonestFirst)
    expect(days.map(({ until }) => until)).toEqual(['2026-12-05', '2026-12-24', '2027-01-31'])
  })
})

test('a template escapes its values, and nothing else', () => {
  const inner = markup`<b title="${`"'<>&`}">${1}</b>`
  expect(markup`<p>${inner}${[inner]}</p>`.markup).toBe(
    `<p>${'<b title="&quot;&#39;&lt;&gt;&amp;">1</b>'.repeat(2)}</p>`,
  )
})
