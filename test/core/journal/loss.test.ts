import { describe, expect, test } from 'vitest'
import { type Loss, lossOf } from '../../../src/core/journal/loss.ts'
import type { OwnWrite } from '../../../src/core/journal/own-writes.ts'

const WRITE: OwnWrite<string> = {
  asked: 10_000,
  read: 10_100,
  written: 16_000,
  isSure: true,
  before: 'old',
  put: 'ours',
  foundFor: () => undefined,
  restores: undefined,
}

const LATER = { asked: 30_000, read: 30_100, written: 30_200 }

/** Once more what somebody else put in the second 12, with what Cooper asks for. */
const PUT_BACK = { ...WRITE, ...LATER, before: 'ours', put: 'back', restores: 12_000 }

/** A write of which nobody knows whether, or when, it was made. */
const DOUBTFUL: OwnWrite<string> = {
  ...{ ...WRITE, ...LATER, isSure: false, before: 'ours', put: 'more' },
  foundFor: (standing) => (standing === 'more' ? 'ours' : undefined),
}

const isSame = (one: string | null, other: string | null) => one === other

const lossAt = (second: number, live: string, writes: readonly OwnWrite<string>[], value: string) =>
  lossOf({ isIn: (stood) => stood === value, second }, live, writes, isSame)

describe('the time of a put that does not stand there, against one write', () => {
  test.each<[string, number, Loss]>([
    ['a second that ends before the read was asked for', 8_000, 'none'],
    ['the second before it, since clocks differ', 9_000, 'undecided'],
    ['the second of the read', 10_000, 'undecided'],
    ['a second wholly between read and write', 11_000, 'lost'],
    ['the last such second', 14_000, 'lost'],
    ['a second that ends with the answer, since clocks differ', 15_000, 'undecided'],
    ['the second that begins with the answer, since clocks differ', 16_000, 'undecided'],
    ['a later second', 17_000, 'none'],
  ])('%s: %d', (_, second, loss) => {
    expect(lossAt(second, 'ours', [WRITE], 'theirs')).toBe(loss)
  })
})

describe('a put in the second 11, within the write', () => {
  const EARLIER = { ...WRITE, put: 'part' }
  const REST = { ...WRITE, ...LATER, before: 'part' }

  test.each<[string, Loss, string, readonly OwnWrite<string>[], string]>([
    ['is what Cooper found before its write', 'none', 'ours', [WRITE], 'old'],
    ['was replaced, since something else stands there', 'none', 'another', [WRITE], 'theirs'],
    ['is lost in the first of two writes, too', 'lost', 'ours', [EARLIER, REST], 'theirs'],
    [
      'was replaced before the second write, which found something else',
      'none',
      'ours',
      [EARLIER, { ...REST, before: 'another' }],
      'theirs',
    ],
    ['came before one that was put back since', 'none', 'back', [WRITE, PUT_BACK], 'theirs'],
    [
      'may be lost in a write that may not have been made',
      'undecided',
      'more',
      [DOUBTFUL, WRITE],
      'theirs',
    ],
  ])('%s: %s', (_, loss, live, writes, value) => {
    expect(lossAt(11_000, live, writes, value)).toBe(loss)
  })
})

test('of two puts in the second that was put back nobody knows which was later', () => {
  expect(lossAt(12_000, 'back', [WRITE, PUT_BACK], 'theirs')).toBe('undecided')
  expect(lossAt(13_000, 'back', [WRITE, PUT_BACK], 'theirs')).toBe('lost')
})

test('doubtful writes that undo each other come to an end', () => {
  const back = { ...DOUBTFUL, before: 'more', put: 'ours' }
  expect(lossAt(11_000, 'ours', [DOUBTFUL, back], 'theirs')).toBe('none')
  expect(lossAt(30_000, 'ours', [DOUBTFUL, back], 'theirs')).toBe('undecided')
})
