import { expect, test } from 'vitest'
import type { JournalEntry } from '../../../src/core/journal/entry.ts'
import { findFlapping, wasNotified } from '../../../src/core/journal/find-flapping.ts'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import { bucketEvent, SETTINGS } from '../../support/builders.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')
const UNTIL = '2026-11-21T12:00:00.000Z'

/** A record of a remediation, so many hours ago. */
const remediation = (hours: number, more: Partial<RemediationRecord> = {}, status = 'done') =>
  ({
    time: new Date(NOW.getTime() - hours * 3_600_000).toISOString(),
    event: { id: 'id', name: 'PutBucketPolicy', time: '2026-11-20T09:30:00Z' },
    actor: bucketEvent().actor,
    steps: [{ status, step: { action: 'put', attribute: 'policy', controls: ['tls-only'] } }],
    ...more,
  }) as unknown as RemediationRecord

const flappingUntil = (until: string) => ({
  flapping: [{ control: 'tls-only', times: 3, since: until, until, by: [] } as const],
})

const UNDO = { undo: { of: 'id', until: null, controls: [] } }

/** As an entry of the journal. */
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

/** An interrupted remediation, so many minutes ago. */
const killed = (minutes: number): RemediationRecord => remediation(minutes / 60, {}, 'killed')

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
    'three, one of which failed but may have taken effect',
    [remediation(3, { steps: LOST_ANSWER }), remediation(2), remediation(1)],
    [UNTIL],
  ],
  ['three, one of which was killed', [remediation(2), remediation(1), killed(30)], [UNTIL]],
  ['three, one of which may still be running', [remediation(2), remediation(1), killed(5)], []],
  ['three remediations in a day', [remediation(20), remediation(2), remediation(1)], [UNTIL]],
  ['two', [remediation(2), remediation(1)], []],
  [
    'three, the first of them more than a day ago',
    [remediation(25), remediation(2), remediation(1)],
    [],
  ],
  [
    'three, one of which failed',
    [remediation(3, {}, 'failed'), remediation(2), remediation(1)],
    [],
  ],
  [
    "three, one of which was a person's undo",
    [remediation(3, UNDO), remediation(2), remediation(1)],
    [],
  ],
  [
    'known flapping that has not ended',
    [remediation(1, flappingUntil('2026-11-20T18:00:00.000Z'))],
    ['2026-11-20T18:00:00.000Z'],
  ],
  [
    'known flapping that ended, and its remediations',
    [
      remediation(8),
      remediation(7),
      remediation(6, flappingUntil('2026-11-20T11:30:00.000Z')),
      remediation(0.1),
    ],
    [],
  ],
])('%s', (_, records, until) => {
  const flapping = findFlapping(['tls-only'], entriesOf(records), bucketEvent(), SETTINGS, NOW)
  expect(flapping.map((found) => found.until)).toEqual(until)
})

test('people were notified of this flapping, and not only of an earlier one', () => {
  const records = [remediation(1, flappingUntil(UNTIL))]
  const [found] = findFlapping(['tls-only'], entriesOf(records), bucketEvent(), SETTINGS, NOW)
  if (!found) throw new Error('There should be flapping')
  expect(wasNotified(found, records)).toBe(true)
  expect(wasNotified(found, [remediation(20, flappingUntil('2026-11-20T11:00:00.000Z'))])).toBe(
    false,
  )
  expect(wasNotified({ ...found, control: 'minimum-tls' }, records)).toBe(false)
})
