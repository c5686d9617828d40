import { describe, expect, test } from 'vitest'
import { type Loss, lossOf } from '../../../src/core/journal/loss.ts'
import type { OwnWrite } from '../../../src/core/journal/own-writes.ts'

const WRITE: OwnWrite<string> = {
  asked: 10_000,
  read: 10_100,
  written: 16_000,
  isSure: true,
  before: 'old',
  put: 'own',
  foundFor: () => undefined,
  restores: undefined,
}

const LATER = { asked: 30_000, read: 30_100, written: 30_200 }

/** A restore of a foreign put in second 12, together with what Cooper requires. */
const RESTORE = { ...WRITE, ...LATER, before: 'own', put: 'back', restores: 12_000 }

/** A write whose success and time are not known. */
const DOUBTFUL: OwnWrite<string> = {
  ...{ ...WRITE, ...LATER, isSure: false, before: 'own', put: 'more' },
  foundFor: (current) => (current === 'more' ? 'own' : undefined),
}

const isSame = (one: string | null, other: string | null) => one === other

const lossAt = (second: number, live: string, writes: readonly OwnWrite<string>[], value: string) =>
  lossOf({ isIn: (earlier) => earlier === value, second }, live, writes, isSame)

describe('the time of a foreign put that is not the current value, compared with one write', () => {
  test.each<[string, number, Loss]>([
    ['a second that ends before the read started', 8_000, 'none'],
    ['the second before the read, since clocks differ', 9_000, 'undecided'],
    ['the second of the read', 10_000, 'undecided'],
    ['a second between read and write', 11_000, 'lost'],
    ['the last such second', 14_000, 'lost'],
    ['a second that ends at the response, since clocks differ', 15_000, 'undecided'],
    ['the second that begins at the response, since clocks differ', 16_000, 'undecided'],
    ['a later second', 17_000, 'none'],
  ])('%s: %d', (_, second, loss) => {
    expect(lossAt(second, 'own', [WRITE], 'foreign')).toBe(loss)
  })
})

describe('a foreign put in second 11, between read and write', () => {
  const EARLIER = { ...WRITE, put: 'part' }
  const REST = { ...WRITE, ...LATER, before: 'part' }

  test.each<[string, Loss, string, readonly OwnWrite<string>[], string]>([
    ['is the value that Cooper read before its write', 'none', 'own', [WRITE], 'old'],
    ['was replaced by a later write of somebody else', 'none', 'another', [WRITE], 'foreign'],
    ['was lost in the first of two writes', 'lost', 'own', [EARLIER, REST], 'foreign'],
    [
      'was replaced before the second write, which found another value',
      'none',
      'own',
      [EARLIER, { ...REST, before: 'another' }],
      'foreign',
    ],
    ['came before a put that was restored since', 'none', 'back', [WRITE, RESTORE], 'foreign'],
    [
      'may be lost in a write that may not have taken effect',
      'undecided',
      'more',
      [DOUBTFUL, WRITE],
      'foreign',
    ],
  ])('%s: %s', (_, loss, live, writes, value) => {
    expect(lossAt(11_000, live, writes, value)).toBe(loss)
  })
})

test('if a put of the same second was restored, it is not known which put came later', () => {
  expect(lossAt(12_000, 'back', [WRITE, RESTORE], 'foreign')).toBe('undecided')
  expect(lossAt(13_000, 'back', [WRITE, RESTORE], 'foreign')).toBe('lost')
})

test('if an older put was restored over it, its owner is asked, also where Cooper had found its value', () => {
  expect(lossAt(15_000, 'back', [WRITE, RESTORE], 'old')).toBe('undecided')
  expect(lossAt(11_000, 'back', [WRITE, RESTORE], 'old')).toBe('none')
  expect(lossAt(40_000, 'back', [WRITE, RESTORE], 'old')).toBe('none')
})

test('doubtful writes that revert each other do not cause an endless loop', () => {
  const back = { ...DOUBTFUL, before: 'more', put: 'own' }
  expect(lossAt(11_000, 'own', [DOUBTFUL, back], 'foreign')).toBe('none')
  expect(lossAt(30_000, 'own', [DOUBTFUL, back], 'foreign')).toBe('undecided')
})

test.each<[string, number, Loss]>([
  ['an older put than the restored one', 11_000, 'none'],
  ['the restored put itself', 12_000, 'none'],
  ['a newer put: its owner is asked', 13_000, 'undecided'],
  ['a newer put after the first write: its owner is asked', 20_000, 'undecided'],
])("the value that a restore replaced may be Cooper's own, or that of %s", (_, second, loss) => {
  expect(lossAt(second, 'back', [WRITE, RESTORE], 'own')).toBe(loss)
})
