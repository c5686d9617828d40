import { expect, test } from 'vitest'
import type { JournalEntry } from '../../../src/core/journal/entry.ts'
import { findFlapping, wasNotified } from '../../../src/core/journal/find-flapping.ts'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import { bucketEvent, SETTINGS } from '../../support/builders.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')
const UNTIL = '2026-11-21T12:00:00.000Z'

/** A record of a mend, so many hours before. */
const mend = (hours: number, more: Partial<RemediationRecord> = {}, status = 'done') =>
  ({
    time: new Date(NOW.getTime() - hours * 3_600_000).toISOString(),
    event: { id: 'id', name: 'PutBucketPolicy', time: '2026-11-20T09:30:00Z' },
    actor: bucketEvent().actor,
    steps: [{ status, step: { action: 'put', attribute: 'policy', controls: ['tls-only'] } }],
    ...more,
  }) as unknown as RemediationRecord

const foughtUntil = (until: string) => ({
  flapping: [{ control: 'tls-only', times: 3, since: until, until, by: [] } as const],
})

const UNDO = { undo: { of: 'id', until: null, controls: [] } }

/** As the journal keeps it. */
const entryOf = (record: RemediationRecord): JournalEntry =>
  ({
    started: record.time,
    intent: {
      event: bucketEvent(),
      steps: record.steps.map(({ step }) => step),
      undo: record.undo,
    },
    record,
  }) as unknown as JournalEntry

/** What a killed run has left, so many minutes before. */
const killed = (minutes: number): RemediationRecord => mend(minutes / 60, {}, 'killed')

const isKilled = ({ steps }: RemediationRecord) =>
  steps.some(({ status }) => `${status}` === 'killed')

const entriesOf = (records: readonly RemediationRecord[]) =>
  records.map(entryOf).map((entry): JournalEntry => {
    const { record, ...open } = entry
    return record && isKilled(record) ? (open as JournalEntry) : entry
  })

const LOST_ANSWER = [
  {
    status: 'failed',
    step: { action: 'put', attribute: 'policy', controls: ['tls-only'] },
    window: { asked: '', read: '', written: '' },
  },
] as unknown as RemediationRecord['steps']

test.each<[string, readonly RemediationRecord[], readonly string[]]>([
  [
    'three, one of which may have come through',
    [mend(3, { steps: LOST_ANSWER }), mend(2), mend(1)],
    [UNTIL],
  ],
  ['three, one of which was killed over', [mend(2), mend(1), killed(30)], [UNTIL]],
  ['three, one of which may be under way', [mend(2), mend(1), killed(5)], []],
  ['three mends in a day', [mend(20), mend(2), mend(1)], [UNTIL]],
  ['two', [mend(2), mend(1)], []],
  ['three, the first of them longer ago', [mend(25), mend(2), mend(1)], []],
  ['three, one of which failed', [mend(3, {}, 'failed'), mend(2), mend(1)], []],
  ["three, one of which was a person's undo", [mend(3, UNDO), mend(2), mend(1)], []],
  [
    'a fight that goes on',
    [mend(1, foughtUntil('2026-11-20T18:00:00.000Z'))],
    ['2026-11-20T18:00:00.000Z'],
  ],
  [
    'a fight that is over, and its mends with it',
    [mend(8), mend(7), mend(6, foughtUntil('2026-11-20T11:30:00.000Z')), mend(0.1)],
    [],
  ],
])('%s', (_, records, until) => {
  const flapping = findFlapping(['tls-only'], entriesOf(records), bucketEvent(), SETTINGS, NOW)
  expect(flapping.map((fight) => fight.until)).toEqual(until)
})

test('people were told of this fight, or of an earlier one only', () => {
  const records = [mend(1, foughtUntil(UNTIL))]
  const [fight] = findFlapping(['tls-only'], entriesOf(records), bucketEvent(), SETTINGS, NOW)
  if (!fight) throw new Error('There should be a fight')
  expect(wasNotified(fight, records)).toBe(true)
  expect(wasNotified(fight, [mend(20, foughtUntil('2026-11-20T11:00:00.000Z'))])).toBe(false)
  expect(wasNotified({ ...fight, control: 'minimum-tls' }, records)).toBe(false)
})
