import { expect, test } from 'vitest'
import type { JournalEntry } from '../../../src/core/journal/entry.ts'
import { holdsIn } from '../../../src/core/journal/holds.ts'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import { bucketEvent } from '../../support/builders.ts'

const undo = (
  until: string | null,
  outcome?: RemediationRecord['outcome'],
  steps: readonly object[] = [],
): JournalEntry => ({
  version: 1,
  started: '2026-11-20T09:30:01.000Z',
  intent: {
    event: bucketEvent(),
    findings: [],
    steps: [],
    before: {},
    undo: { of: 'record', until, controls: ['tls-only'] },
  },
  notified: ['sns'],
  ...(outcome && { record: { outcome, steps } as unknown as RemediationRecord }),
})

const DONE = [{ status: 'done', step: { controls: ['tls-only'] } }]

test.each<[string, readonly JournalEntry[], readonly string[]]>([
  ['an undo holds Cooper off', [undo('2026-12-20', 'undone')], ['2026-12-20']],
  ['until the end of its last day', [undo('2026-11-20', 'undone')], ['2026-11-20']],
  ['not after that', [undo('2026-11-19', 'undone')], []],
  ['an interrupted undo does, since it may have written', [undo('2026-12-20')], ['2026-12-20']],
  ['a failed undo does not', [undo('2026-12-20', 'failed')], []],
  [
    'an undo that failed in part does for the controls of its changes',
    [undo('2026-12-20', 'failed', DONE)],
    ['2026-12-20'],
  ],
  ['an undo of an undo ends the hold', [undo('2026-12-20', 'undone'), undo(null, 'undone')], []],
  [
    'an undo of an undo that failed does not',
    [undo('2026-12-20', 'undone'), undo(null, 'failed')],
    ['2026-12-20'],
  ],
  [
    'the last one decides',
    [undo('2026-12-20', 'undone'), undo('2026-11-21', 'undone')],
    ['2026-11-21'],
  ],
])('%s', (_, entries, days) => {
  expect(holdsIn(entries, '2026-11-20').map(({ until }) => until)).toEqual(days)
})

const NOW = '2026-11-20T09:30:00.500Z'

test.each([
  ['a second before its end', '2026-11-20T09:30:01Z', ['2026-11-20']],
  ['at its end', '2026-11-20T09:30:00Z', []],
])('a hold with a time of day counts until then: %s', (_, until, days) => {
  expect(holdsIn([undo(until, 'undone')], NOW).map((hold) => hold.until)).toEqual(days)
})

test('the reason says that Cooper made room, where no change was undone', () => {
  const made = { until: '2026-11-20T11:30:00Z', controls: ['tls-only'] as const }
  const entry = undo(null, 'undone')
  const [hold] = holdsIn([{ ...entry, intent: { ...entry.intent, undo: made } }], NOW)
  expect(hold?.reason).toContain("Cooper's statements removed until 2026-11-20T11:30:00Z by arn:")
})
