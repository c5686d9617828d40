import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STATUSES } from '../../../src/report/page/verdict.ts'
import {
  hashOf,
  type PageView,
  SORT_KEYS,
  toggled,
  viewOf,
  WHOLE,
} from '../../../src/report/page/view.ts'

describe('an address', () => {
  test.each<[string, string, Partial<PageView>]>([
    ['none', '', {}],
    ['an empty one', '#', {}],
    ['a search', '#q=data+lake%20prod', { query: 'data lake prod' }],
    [
      'statuses, the worst first',
      '#status=exempt&status=unknown',
      { statuses: ['unknown', 'exempt'] },
    ],
    ['an unknown status', '#status=bad', {}],
    ['regions', '#region=eu-west-1&region=us-east-1', { regions: ['eu-west-1', 'us-east-1'] }],
    [
      'a control and an account',
      '#control=tls-only&account=1',
      { controls: ['tls-only'], accounts: ['1'] },
    ],
    ['an order', '#sort=name', { sort: 'name', isDescending: false }],
    ['a descending order', '#sort=-name', { sort: 'name', isDescending: true }],
    ['the best first', '#sort=status', { isDescending: false }],
    ['an unknown order', '#sort=-toString', {}],
    ['a page', '#page=3', { page: 3 }],
    ['an invalid page', '#page=-1', {}],
    ['a fraction as page', '#page=1.5', {}],
    ['unknown text', '#buckets&__proto__=1&%', {}],
  ])('%s', (_reason, hash, part) => {
    expect(viewOf(hash)).toEqual({ ...WHOLE, ...part })
  })

  test('of all buckets is empty', () => {
    expect(hashOf(WHOLE)).toBe('#')
  })

  test('keeps every view', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 3 })
    const views: fc.Arbitrary<PageView> = fc.record({
      query: fc.string({ unit: 'grapheme' }),
      statuses: fc.subarray([...STATUSES]),
      controls: texts,
      regions: texts,
      accounts: texts,
      sort: fc.constantFrom(...SORT_KEYS),
      isDescending: fc.boolean(),
      page: fc.integer({ min: 1, max: 100_000 }),
    })
    fc.assert(
      fc.property(views, (view) => {
        expect(viewOf(hashOf(view))).toEqual(view)
      }),
    )
  })
})

test('a click adds a value to a list, and the next one removes it', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
  expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
})
