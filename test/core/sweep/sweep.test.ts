import { describe, expect, test } from 'vitest'
import { inBatches } from '../../../src/core/in-batches.ts'
import { continuation } from '../../../src/core/sweep/bus-entry.ts'
import {
  afterPage,
  beginSweep,
  isSweepId,
  MOST_GENERATIONS,
  nextGeneration,
  type Sweep,
} from '../../../src/core/sweep/sweep.ts'

const START = beginSweep('2026-11-20T03:15:00Z', '17793124-05d4-b198-2fde-7ededc63b103')

const LATER: Sweep = { ...START, generation: 3, token: 'here', pages: 7, buckets: 70 }

test('a sweep is identified by its first event, however often it is delivered', () => {
  expect(START.id).toBe('20261120T031500Z-17793124')
  expect(beginSweep('2026-11-20T03:15:00Z', '17793124-05d4-b198-2fde-7ededc63b103')).toEqual(START)
})

test.each([
  ['20261120T031500Z-17793124', true],
  ['20261120T031500Z-', false],
  ['20261120T031500Z-../../x', false],
  ['2026-11-20', false],
  ['', false],
])('%j is the id of a sweep: %s', (id, expected) => {
  expect(isSweepId(id)).toBe(expected)
})

describe('after a page', () => {
  test.each([
    ['it goes on where the page ends', LATER, { names: ['a', 'b'], next: 'there' }, 'going'],
    ['it is done where the list ends', LATER, { names: ['a', 'b'], next: undefined }, 'done'],
    ['an empty page counts, too', LATER, { names: [], next: 'there' }, 'going'],
  ] as const)('%s', (_, sweep, page, state) => {
    const { names, next } = page
    expect(afterPage(sweep, page)).toEqual({
      state,
      sweep: { ...sweep, token: next, pages: 8, buckets: 70 + names.length },
    })
  })

  test.each([
    ['a token that S3 rejects', undefined],
    ['a list that does not advance', { names: ['a'], next: 'here' }],
  ])('%s: it begins again, once', (_, page) => {
    const again = afterPage(LATER, page)
    expect(again).toEqual({
      state: 'going',
      sweep: { ...LATER, token: undefined, restarts: 1, pages: 0, buckets: 0 },
    })
    const { sweep } = afterPage({ ...again.sweep, token: 'here' }, page)
    expect(afterPage({ ...again.sweep, token: 'here' }, page)).toMatchObject({
      state: 'given-up',
      reason: expect.stringContaining('S3 did not continue'),
    })
    expect(sweep.restarts).toBe(1)
  })
})

test('no sweep goes on forever, whatever S3 returns', () => {
  let progress = nextGeneration(START)
  let runs = 1
  while (progress.state === 'going' && runs < 1000) {
    runs += 1
    progress = nextGeneration(progress.sweep)
  }
  expect(runs).toBe(MOST_GENERATIONS)
  expect(progress).toMatchObject({ state: 'given-up', reason: expect.stringContaining('200 runs') })
})

test.each([
  [[], []],
  [[1], [[1]]],
  [
    [1, 2, 3],
    [[1, 2], [3]],
  ],
  [
    [1, 2, 3, 4],
    [
      [1, 2],
      [3, 4],
    ],
  ],
])('%j in batches of two', (items, expected) => {
  expect(inBatches(items, 2)).toEqual(expected)
})

test('the largest batch is far below the limit of PutEvents', () => {
  const place = { cooper: 'c'.repeat(64), account: '123456789012', region: 'ap-southeast-1' }
  const entry = continuation({ ...LATER, token: 't'.repeat(1024) }, place)
  expect(Buffer.byteLength(JSON.stringify(Array(10).fill(entry)))).toBeLessThan(32 * 1024)
})
