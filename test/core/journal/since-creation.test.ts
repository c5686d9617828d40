import { expect, test } from 'vitest'
import type { BucketEvent } from '../../../src/core/event.ts'
import type { JournalEntry } from '../../../src/core/journal/entry.ts'
import { sinceCreation } from '../../../src/core/journal/since-creation.ts'
import { BUCKET, bucketEvent } from '../../support/builders.ts'

const EUROPE = { ...BUCKET, region: 'eu-central-1' }

/** An entry that was begun at this minute, after an event of the same time. */
const entry = (minute: number, event: Partial<BucketEvent> = {}): JournalEntry => ({
  version: 1,
  started: `2026-11-20T09:${minute}:00.500Z`,
  intent: { event: at(minute, event), findings: [], steps: [], before: {} },
})

const at = (minute: number, event: Partial<BucketEvent> = {}) =>
  bucketEvent({ bucket: EUROPE, time: `2026-11-20T09:${minute}:00Z`, ...event })

const CREATED = { name: 'CreateBucket' }
const IN_VIRGINIA = { ...CREATED, bucket: BUCKET }

test.each<[string, readonly JournalEntry[], BucketEvent | undefined, readonly number[]]>([
  ['no creation: all entries count', [entry(10), entry(20)], at(30), [10, 20]],
  ['an entry of the creation', [entry(10), entry(20, CREATED), entry(30)], at(40), [20, 30]],
  ['without an event', [entry(10), entry(20, CREATED)], undefined, [20]],
  ['the last of two', [entry(10, CREATED), entry(20, CREATED)], at(30), [20]],
  ['the event itself', [entry(10), entry(20)], at(15, CREATED), [20]],
  [
    'a creation in us-east-1, where the owner may create a bucket that exists',
    [entry(10), entry(20, IN_VIRGINIA)],
    at(30, IN_VIRGINIA),
    [10, 20],
  ],
])('%s', (_, entries, event, minutes) => {
  const found = sinceCreation(entries, event).map(({ started }) =>
    new Date(started).getUTCMinutes(),
  )
  expect(found).toEqual(minutes)
})
