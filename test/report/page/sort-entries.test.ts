import { describe, expect, test } from 'vitest'
import { entryOf } from '../../../src/report/page/entry.ts'
import { isDescendingAtFirst, sortEntries } from '../../../src/report/page/sort-entries.ts'
import { SORT_KEYS, type SortKey } from '../../../src/report/page/view.ts'
import { ENTRIES, namesOf } from './entries.ts'

test.each<[string, SortKey, boolean, readonly string[]]>([
  ['the worst first', 'status', true, ['both', 'http', 'gone', 'dark', 'till', 'well']],
  ['the best first', 'status', false, ['well', 'till', 'dark', 'gone', 'http', 'both']],
  ['by name', 'name', false, ['both', 'dark', 'gone', 'http', 'till', 'well']],
  ['by name, backwards', 'name', true, ['well', 'till', 'http', 'gone', 'dark', 'both']],
  [
    'by account, within it the worst first',
    'account',
    false,
    ['http', 'till', 'well', 'both', 'dark', 'gone'],
  ],
  [
    'by account descending, within it still the worst first',
    'account',
    true,
    ['gone', 'both', 'dark', 'http', 'till', 'well'],
  ],
  ['by region', 'region', false, ['dark', 'till', 'well', 'both', 'http', 'gone']],
  [
    'by the number of controls that are not compliant',
    'not-compliant',
    true,
    ['both', 'dark', 'till', 'http', 'gone', 'well'],
  ],
])('%s', (_reason, sort, isDescending, names) => {
  expect(namesOf(sortEntries(ENTRIES, { sort, isDescending }))).toEqual(names)
})

describe('whatever the order', () => {
  test.each(SORT_KEYS)('by %s, the result does not depend on the previous order', (sort) => {
    const order = { sort, isDescending: isDescendingAtFirst(sort) }
    const there = namesOf(sortEntries(ENTRIES, order))
    expect(namesOf(sortEntries(ENTRIES.toReversed(), order))).toEqual(there)
  })

  test('buckets with the same name in two partitions are sorted by account', () => {
    const twins = ['2', '1'].map((account) => entryOf(['twin', account, 'eu-west-1', 'cc']))
    const sorted = sortEntries(twins, { sort: 'name', isDescending: false })
    expect(sorted.map(({ row: [, account] }) => account)).toEqual(['1', '2'])
  })
})
