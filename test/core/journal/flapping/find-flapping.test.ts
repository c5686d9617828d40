import { describe, expect, test } from 'vitest'
import type { BucketEvent } from '../../../../src/core/event.ts'
import type { JournalEntry } from '../../../../src/core/journal/entry.ts'
import { findFlapping, wasNotified } from '../../../../src/core/journal/flapping/find-flapping.ts'
import type { RemediationRecord, StepResult } from '../../../../src/core/journal/record.ts'
import { bucketEvent, SETTINGS } from '../../../support/builders.ts'

const NOW = new Date('2026-11-20T12:00:00.000Z')
const UNTIL = '2026-11-21T12:00:00.000Z'

const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString()

const step = { action: 'put', attribute: 'policy', controls: ['tls-only'] }

/** A remediation that was written so many seconds ago, in half a second, after a call five seconds before. */
const written = (
  seconds: number,
  event: Partial<BucketEvent> = {},
  more: { status?: StepResult['status']; took?: number } & Partial<RemediationRecord> = {},
): JournalEntry => {
  const { status = 'done', took = 0.5, ...others } = more
  const window = { asked: secondsAgo(seconds + took), written: secondsAgo(seconds) }
  return {
    started: secondsAgo(seconds + took + 0.1),
    intent: { event: bucketEvent({ time: secondsAgo(seconds + 5), ...event }), steps: [step] },
    record: { time: secondsAgo(seconds - 0.1), steps: [{ status, step, window }], ...others },
  } as unknown as JournalEntry
}

/** A remediation, so many hours ago. */
const remediation = (hours: number, more: Parameters<typeof written>[2] = {}) =>
  written(hours * 3600, {}, more)

/** An interrupted remediation, so many minutes ago. */
const killed = (minutes: number): JournalEntry => {
  const { record: _, ...open } = written(minutes * 60)
  return open
}

const refused = (hours: number): JournalEntry => {
  const entry = remediation(hours)
  return {
    ...entry,
    record: { ...entry.record, steps: [{ status: 'failed', step }] },
  } as unknown as JournalEntry
}

const undo = (hours: number): JournalEntry => {
  const entry = remediation(hours)
  return { ...entry, intent: { ...entry.intent, undo: { of: 'id', until: null, controls: [] } } }
}

const flappingUntil = (until: string) => ({
  flapping: [{ control: 'tls-only', times: 3, since: until, until, by: [] } as const],
})

const recordsOf = (entries: readonly JournalEntry[]) =>
  entries.flatMap(({ record }) => record ?? [])

/** The flapping that a call of five seconds ago shows. */
const flappingAfter = (entries: readonly JournalEntry[], event: Partial<BucketEvent> = {}) =>
  findFlapping(['tls-only'], entries, bucketEvent({ time: secondsAgo(5), ...event }), SETTINGS, NOW)

test.each<[string, readonly JournalEntry[], readonly string[]]>([
  [
    'three, one of which failed but may have taken effect',
    [remediation(3, { status: 'failed' }), remediation(2), remediation(1)],
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
  ['three, one of which failed', [refused(3), remediation(2), remediation(1)], []],
  ["three, one of which was a person's undo", [undo(3), remediation(2), remediation(1)], []],
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
  const flapping = flappingAfter(records)
  expect(flapping.map((found) => found.until)).toEqual(until)
})

test('people were notified of this flapping, and not only of an earlier one', () => {
  const records = [remediation(1, flappingUntil(UNTIL))]
  const [found] = flappingAfter(records)
  if (!found) throw new Error('There should be flapping')
  expect(wasNotified(found, recordsOf(records))).toBe(true)
  const earlier = [remediation(20, flappingUntil('2026-11-20T11:00:00.000Z'))]
  expect(wasNotified(found, recordsOf(earlier))).toBe(false)
  expect(wasNotified({ ...found, control: 'minimum-tls' }, recordsOf(records))).toBe(false)
})

describe('only reversions count: the control was compliant, and then somebody wrote', () => {
  test.each<[string, readonly JournalEntry[], Partial<BucketEvent>, boolean]>([
    ['a fight every ten seconds', [written(40), written(30), written(20)], {}, true],
    [
      'four events of one deployment, whose runs overlap',
      [
        written(9, { time: secondsAgo(14) }, { took: 2 }),
        written(8, { time: secondsAgo(13) }, { took: 2 }),
        written(7, { time: secondsAgo(12) }, { took: 2 }),
      ],
      { time: secondsAgo(11) },
      false,
    ],
    [
      'three events of one deployment, one after another, and the fourth late',
      [written(9), written(7, { time: secondsAgo(13) }), written(5, { time: secondsAgo(12) })],
      { time: secondsAgo(11) },
      false,
    ],
    [
      'three deliveries of one event, whose writes had no answer',
      [60, 40, 20].map((ago) => written(ago, { time: secondsAgo(70) }, { status: 'failed' })),
      { time: secondsAgo(70) },
      false,
    ],
    [
      'a late event after three reversions: it shows no fourth one',
      [written(40), written(30), written(20)],
      { time: secondsAgo(22) },
      false,
    ],
    [
      'a call in the second of the last write',
      [written(40), written(30), written(20.5)],
      { time: secondsAgo(21) },
      true,
    ],
    [
      'a sweep that finds the control reverted',
      [written(40), written(30), written(20)],
      { name: 'BucketCheckRequested' },
      true,
    ],
  ])('%s: %#', (_, entries, event, isFlapping) => {
    expect(flappingAfter(entries, event).length > 0).toBe(isFlapping)
  })

  test('only callers who may have reverted the control are named', () => {
    const by = (name: string, arn: string) => ({ name, actor: { ...bucketEvent().actor, arn } })
    const entries = [
      written(40, by('PutBucketPolicy', 'first')),
      written(30, by('DeleteBucketPolicy', 'deletes')),
      written(20, by('CooperFix', 'runs fix')),
    ]
    const [found] = flappingAfter(entries, by('TagResource', 'tags'))
    expect(found?.by.map(({ arn }) => arn)).toEqual(['deletes'])
  })
})
