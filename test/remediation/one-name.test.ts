import { expect, test } from 'vitest'
import type { BucketEvent } from '../../src/core/event.ts'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { BUCKET, bucketEvent, SETTINGS, SSE_S3 } from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

const EUROPE = { ...BUCKET, region: 'eu-central-1' }
const UNDONE = '2026-11-20T08:00:00.000Z'

/** A person undid a change of a bucket of this name, with a hold for a month. */
const UNDO: JournalEntry = {
  version: 1,
  started: UNDONE,
  intent: {
    event: bucketEvent({ id: 'undo-1', name: 'CooperUndo', time: '2026-11-20T08:00:00Z' }),
    findings: [],
    steps: [],
    before: {},
    undo: { of: 'id', until: '2026-12-20', controls: ['tls-only'] },
  },
}

async function outcomeAfterUndo(event: Partial<BucketEvent>, created?: string) {
  const { journal } = fakeJournal()
  await journal.open(UNDO)
  const asked: string[] = []
  const creationDate = async ({ name }: { readonly name: string }) => {
    asked.push(name)
    return created ? new Date(created) : undefined
  }
  const { s3 } = fakeS3({ encryption: SSE_S3 })
  const { ports } = fakePorts({ s3, journal, creationDate })
  const first = await remediateBucket(bucketEvent({ bucket: EUROPE, ...event }), SETTINGS, ports)
  return { outcome: first.outcome, asked: asked.length }
}

const CREATED = { name: 'CreateBucket', time: '2026-11-20T09:30:00Z' }

test.each<[string, Partial<BucketEvent>, string | undefined, string, number]>([
  ['the bucket is older than the hold', {}, '2026-11-01T00:00:00Z', 'exempt', 1],
  ['the date is not known: the hold counts', {}, undefined, 'exempt', 1],
  [
    'the bucket is younger, and its creation was not seen',
    {},
    '2026-11-20T09:00:00Z',
    'remediated',
    1,
  ],
  ['the event is its creation: no request is needed', CREATED, undefined, 'remediated', 0],
  [
    'the owner of an older bucket in us-east-1 creates it again',
    { ...CREATED, bucket: BUCKET },
    '2026-11-01T00:00:00Z',
    'exempt',
    1,
  ],
  [
    'somebody creates a bucket in us-east-1',
    { ...CREATED, bucket: BUCKET },
    '2026-11-20T09:30:00Z',
    'remediated',
    1,
  ],
])('a hold on a bucket of this name: %s', async (_, event, created, outcome, asked) => {
  expect(await outcomeAfterUndo(event, created)).toEqual({ outcome, asked })
})

test('a hold ends with its bucket also where the date of creation is not known, as in China', async () => {
  const { journal } = fakeJournal()
  await journal.open(UNDO)
  const { s3, state } = fakeS3({})
  let now = Date.parse('2026-11-20T09:30:07Z')
  const { ports } = fakePorts({ s3, journal, now: () => new Date(now) })
  const bucket = { ...BUCKET, region: 'cn-north-1', partition: 'aws-cn' }
  await remediateBucket(bucketEvent({ ...CREATED, bucket }), SETTINGS, ports)
  now += 8 * 24 * 60 * 60_000
  state.policy = undefined
  const event = bucketEvent({ id: 'later', time: new Date(now).toISOString(), bucket })
  expect(await remediateBucket(event, SETTINGS, ports)).toMatchObject({ outcome: 'remediated' })
})

test('a pipeline that makes and deletes a bucket of one name gets it fixed each time', async () => {
  const { journal } = fakeJournal()
  const { s3, state } = fakeS3({})
  let now = Date.parse('2026-11-20T09:30:00Z')
  const { ports } = fakePorts({ s3, journal, now: () => new Date(now) })
  const outcomes: string[] = []
  for (let count = 0; count < 10; count += 1) {
    state.policy = undefined
    const time = new Date(now - 5000).toISOString()
    const event = bucketEvent({ id: `event-${count}`, name: 'CreateBucket', time, bucket: EUROPE })
    outcomes.push((await remediateBucket(event, SETTINGS, ports)).outcome)
    now += 60_000
  }
  expect(outcomes).toEqual(Array(10).fill('remediated'))
})
