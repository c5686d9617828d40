import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rangeOf } from '../../../src/core/objects/interval.ts'
import { createSample } from '../../../src/objects/sample.ts'

describe('the range that a sample leaves', () => {
  test.each<[found: number, sampled: number, all: number, low: number, high: number]>([
    [0, 1000, 1_000_000, 0, 3827],
    [1000, 1000, 1_000_000, 996_173, 1_000_000],
    [500, 1000, 1_000_000, 469_069, 530_931],
    [3, 10, 10, 3, 3],
    [0, 0, 10, 0, 10],
    [0, 0, 0, 0, 0],
  ])('%i of %i among %i: %i to %i', (found, sampled, all, low, high) => {
    expect(rangeOf(found, sampled, all)).toEqual({ low, high })
  })

  test('contains what was found, and never more than there are', () => {
    const counts = fc
      .tuple(fc.nat(1e6), fc.nat(1e4), fc.nat(1e4))
      .map(([more, sampled, found]) => ({
        ...{ sampled, found: Math.min(found, sampled), all: sampled + more },
      }))
    fc.assert(
      fc.property(counts, ({ found, sampled, all }) => {
        const { low, high } = rangeOf(found, sampled, all)
        expect(low).toBeGreaterThanOrEqual(found)
        expect(high).toBeLessThanOrEqual(all - (sampled - found))
        expect(low).toBeLessThanOrEqual(high)
      }),
    )
  })

  // By the meaning of 95 %: of 2,000 samples, at least 1,860, which chance misses once in 100,000 times.
  test('contains the truth in 95 of 100 samples', () => {
    const random = mulberry(7)
    const items = Array.from({ length: 5000 }, (_, index) => index)
    const isMarked = (item: number) => item % 9 === 0
    const truth = items.filter(isMarked).length
    let right = 0
    for (let round = 0; round < 2000; round += 1) {
      const sample = createSample<number>(200, random)
      for (const item of items) sample.offer(item)
      const { low, high } = rangeOf(sample.items().filter(isMarked).length, 200, items.length)
      if (low <= truth && truth <= high) right += 1
    }
    expect(right).toBeGreaterThan(1860)
  })
})

test('every item has the same chance to be in the sample', () => {
  const random = mulberry(3)
  const seen = Array.from({ length: 20 }, () => 0)
  for (let round = 0; round < 20_000; round += 1) {
    const sample = createSample<number>(5, random)
    for (let item = 0; item < 20; item += 1) sample.offer(item)
    for (const item of sample.items()) seen[item] = (seen[item] ?? 0) + 1
  }
  // 5,000 each, with a standard deviation of 61.
  for (const count of seen) expect(Math.abs(count - 5000)).toBeLessThan(310)
})

/** A generator of numbers from 0 to below 1 with a seed. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
