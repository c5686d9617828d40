import { describe, expect, test } from 'vitest'
import { controlFacets, facetsOf } from '../../../src/report/page/facets.ts'
import { pageOf } from '../../../src/report/page/paging.ts'
import { prettyJson } from '../../../src/report/page/pretty-json.ts'
import { CONTROLS, ENTRIES } from './entries.ts'

test.each([
  ['no entries are one empty page', 0, 1, { page: 1, pages: 1, from: 0, to: 0 }],
  ['a page that is not full', 3, 1, { page: 1, pages: 1, from: 0, to: 3 }],
  ['a full page', 50, 1, { page: 1, pages: 1, from: 0, to: 50 }],
  ['one entry more than a page', 51, 2, { page: 2, pages: 2, from: 50, to: 51 }],
  ['a page after the end is the last one', 120, 9, { page: 3, pages: 3, from: 100, to: 120 }],
  ['a page before the first is the first one', 120, 0, { page: 1, pages: 3, from: 0, to: 50 }],
] as const)('pages: %s', (_reason, count, asked, page) => {
  expect(pageOf(count, asked, 50)).toEqual(page)
})

describe('values to filter by', () => {
  test('are counted and sorted by name', () => {
    expect(facetsOf(ENTRIES, ({ row }) => row[2])).toEqual([
      { value: 'eu-west-1', count: 3 },
      { value: 'us-east-1', count: 3 },
    ])
  })

  test('controls have the number of buckets that are not compliant with them', () => {
    const counts = controlFacets(ENTRIES, CONTROLS).map(({ count }) => count)
    expect(counts).toEqual([1, 0, 0, 0, 4, 3])
  })
})

describe('JSON to read', () => {
  const value = { Sid: 'a\u202eb\u0000\n', Condition: { 'k\u2028': ['x'] } }

  test('has line breaks, and escapes invisible characters', () => {
    expect(prettyJson(value)).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u)
    expect(prettyJson(value).split('\n')).toHaveLength(8)
  })

  test('has the same meaning', () => {
    expect(JSON.parse(prettyJson(value))).toEqual(value)
  })
})
