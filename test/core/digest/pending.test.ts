import { describe, expect, test } from 'vitest'
import { keyOfEnd, keyOfNote } from '../../../src/core/digest/keys.ts'
import type { Note, NoteKind } from '../../../src/core/digest/note.ts'
import { bySweep, isAtRest } from '../../../src/core/digest/pending.ts'

const SWEEP = '20261120T031500Z-17793124'
const ACCOUNT = '123456789012'
const NOW = new Date('2026-11-20T05:00:00Z')

const note = (kind: NoteKind, bucket: string, second: number): Note => ({
  ...{ version: 1, sweep: SWEEP, kind, account: ACCOUNT, bucket, lines: [] },
  time: `2026-11-20T03:20:0${second}.000Z`,
})

const waiting = (...notes: readonly Note[]) =>
  bySweep(notes.map((one) => ({ key: keyOfNote(one), put: 0 })))

const kinds = (...notes: readonly Note[]) =>
  waiting(...notes).flatMap((sweep) => sweep.notes.map(({ bucket, kind }) => [bucket, kind]))

describe('pending notes', () => {
  test('can be identified by their keys alone', () => {
    expect(
      kinds(note('failed', 'a.b-c', 1), { ...note('ending', 'd', 2), until: '2026-12-01' }),
    ).toEqual([
      ['a.b-c', 'failed'],
      ['d', 'ending'],
    ])
  })

  test('are collected by sweep, oldest first', () => {
    const later = { ...note('failed', 'a', 1), sweep: '20261121T031500Z-1' }
    expect(waiting(later, note('failed', 'a', 1)).map(({ sweep }) => sweep)).toEqual([
      SWEEP,
      '20261121T031500Z-1',
    ])
  })

  test.each([
    ['of no sweep', `sweeps/pending/somebody/failed/${ACCOUNT}/a/1.json`],
    ['of no kind', `sweeps/pending/${SWEEP}/colour/${ACCOUNT}/a/1.json`],
    ['of no bucket', `sweeps/pending/${SWEEP}/failed/${ACCOUNT}//1.json`],
    ['of no account', `sweeps/pending/${SWEEP}/failed/a/b/1.json`],
    ['of another form', `sweeps/pending/${SWEEP}/failed/${ACCOUNT}/a/1.txt`],
    ['of an end on no day', `sweeps/pending/${SWEEP}/ending/${ACCOUNT}/a/2026-13-01.json`],
  ])('are ignored if they are %s', (_, key) => {
    expect(bySweep([{ key, put: 0 }]).flatMap(({ all }) => all)).toEqual([])
  })
})

test.each([
  ['fixed by a retry', ['failed', 1], ['remediated', 2], 'remediated'],
  ['readable at a retry', ['unknown', 1], ['remediated', 2], 'remediated'],
  ['worse at a retry', ['remediated', 1], ['failed', 2], 'failed'],
  ['never fixed', ['failed', 1], ['unknown', 2], 'failed'],
  ['still failed', ['failed', 1], ['failed', 2], 'failed'],
] as const)('a bucket that failed and is %s', (_, one, other, expected) => {
  const found = kinds(
    note(one[0], 'a', one[1]),
    note(other[0], 'a', other[1]),
    note('failed', 'b', 0),
  )
  expect(found).toContainEqual(['a', expected])
  expect(found).toContainEqual(['b', 'failed'])
  expect(found).toHaveLength(2)
})

test.each([
  ['reported', 'reported', 'reported'],
  ['reported', 'exempt', 'reported'],
  ['unknown', 'reported', 'unknown'],
  ['flapping', 'unknown', 'unknown'],
] as const)('a bucket with the outcomes %s and %s has one note: %s', (one, other, expected) => {
  const notes = [note(one, 'a', 1), note(other, 'a', 2)]
  for (const order of [notes, notes.toReversed()])
    expect(kinds(...order)).toEqual([['a', expected]])
})

test('of several equal notes the newest is read', () => {
  const [sweep] = waiting(
    note('reported', 'a', 1),
    note('reported', 'a', 3),
    note('reported', 'a', 2),
  )
  expect(sweep?.notes.map(({ time }) => time)).toEqual(['2026-11-20T03:20:03.000Z'])
  expect(sweep?.all).toHaveLength(3)
})

test('the end of an exemption is one more note, and its key names the day', () => {
  const ending: Note = { ...note('ending', 'a', 1), until: '2026-12-01' }
  expect(keyOfNote(ending)).toBe(`sweeps/pending/${SWEEP}/ending/${ACCOUNT}/a/2026-12-01.json`)
  expect(kinds(note('exempt', 'a', 1), ending, ending)).toEqual([
    ['a', 'exempt'],
    ['a', 'ending'],
  ])
})

test('a change stays in the digest, though a retry found only an exemption', () => {
  expect(kinds(note('remediated', 'a', 1), note('exempt', 'a', 2))).toContainEqual([
    'a',
    'remediated',
  ])
})

describe('a sweep is finished', () => {
  const minutesAgo = (minutes: number) => NOW.getTime() - minutes * 60_000

  test.each([
    ['an hour after its last note', [180, 60], 90, true],
    ['not while notes arrive', [180, 59], 90, false],
    ['not right after its end', [180], 10, false],
    ['not soon without an end', [180], undefined, false],
    ['after a long time, even if it never ended', [360], undefined, true],
    ['not while notes arrive, even for half a day', [719, 300, 1], undefined, false],
    [
      'when its oldest note has waited for half a day, even while notes arrive',
      [720, 300, 1],
      undefined,
      true,
    ],
    ['even if the sweep has just ended', [720, 1], 1, true],
  ])('%s', (_, notes, end, expected) => {
    const objects = [
      ...notes.map((minutes, index) => ({
        key: keyOfNote(note('remediated', `bucket-${index}`, 1)),
        put: minutesAgo(minutes),
      })),
      ...(end === undefined ? [] : [{ key: keyOfEnd(SWEEP), put: minutesAgo(end) }]),
    ]
    expect(bySweep(objects).map((sweep) => isAtRest(sweep, NOW, 60))).toEqual([expected])
  })
})
