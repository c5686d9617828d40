import { describe, expect, test } from 'vitest'
import { type Claim, keyOfClaim } from '../../src/core/announcements/claim.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import { settled } from '../../src/core/retry.ts'
import {
  type AnnouncingAccount,
  announcingBucket,
  GRACE,
  PROPOSE,
  SWEEP,
} from '../support/announcing-bucket.ts'
import {
  bucketEvent,
  COMPLIANT_POLICY,
  everyMode,
  OWNERS_STATEMENT,
  policyOf,
} from '../support/builders.ts'
import type { State } from '../support/fake-s3.ts'

const CLAIM = keyOfClaim(bucketEvent().bucket)
const STOPPED = { error: expect.objectContaining({ code: 'Announcing' }) }
const ANNOUNCED = { value: expect.objectContaining({ announced: [expect.anything()] }) }

type AnnouncingBucket = ReturnType<typeof announcingBucket>

/** Runs that all read the journal before one of them writes to it. Resolves to what each of them ended with. */
const atOnce = (
  bucket: AnnouncingBucket,
  day: number,
  events: readonly Partial<BucketEvent>[],
  change?: (state: State) => void,
) => Promise.all(events.map((event) => settled(bucket.on(day, event, change))))

const PUT = { name: 'PutBucketPolicy' }
const TAG = { name: 'PutBucketTagging' }

const changed = (state: State) => {
  state.policy = policyOf({ ...OWNERS_STATEMENT, Sid: 'Another' })
}

describe('of two runs at the same moment, one announces the fix and the other one stops', () => {
  test.each<[string, AnnouncingAccount, readonly Partial<BucketEvent>[]]>([
    ['after two events, with grace', GRACE, [PUT, TAG]],
    ['after two events, in the mode propose', PROPOSE, [PUT, TAG]],
    ['after an event and in a sweep', GRACE, [PUT, SWEEP]],
    ['after two deliveries of one event', PROPOSE, [{ id: 'event-x' }, { id: 'event-x' }]],
  ])('%s', async (_, account, events) => {
    const bucket = announcingBucket(account)
    expect(await atOnce(bucket, 0, events)).toEqual([ANNOUNCED, STOPPED])
    expect(bucket.entries()).toHaveLength(1)
    // A retry finds what the other run announced.
    expect(await bucket.on(0)).toMatchObject({ reason: expect.stringContaining('notified') })
    expect(bucket.notified).toHaveLength(1)
  })

  test('also where another proposal replaces an earlier one', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    expect(await atOnce(bucket, 1, [PUT, TAG], changed)).toEqual([
      ANNOUNCED,
      { error: expect.any(Error) },
    ])
    expect(bucket.notified).toHaveLength(2)
  })

  test('also where a proposal ended', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    const ends = await atOnce(bucket, 31, [SWEEP, { ...SWEEP, id: 'event-y' }])
    expect(ends).toEqual([ANNOUNCED, { error: expect.any(Error) }])
    expect(bucket.notified).toHaveLength(2)
  })
})

describe('the claim of a run', () => {
  const claimed = (minutes: number): Claim => ({
    ...{ version: 1, event: 'event-0', run: 'run-0' },
    time: new Date(Date.parse('2026-11-20T09:30:00Z') - minutes * 60_000).toISOString(),
  })

  test.each([
    ['stops another run', claimed(29), STOPPED],
    ['stops no run after twice the longest one', claimed(31), ANNOUNCED],
    ['stops no retry', { ...claimed(1), event: 'event-1', run: 'run-1' }, ANNOUNCED],
    ['stops another event of the same run', { ...claimed(1), run: 'run-1' }, STOPPED],
    ['stops nobody if it is not readable', { ...claimed(1), version: 2 }, ANNOUNCED],
  ])('%s', async (_, claim, end) => {
    const bucket = announcingBucket(GRACE)
    bucket.stored.set(CLAIM, { text: JSON.stringify(claim), tag: '1', put: 0 })
    expect(await settled(bucket.on(0))).toEqual(end)
  })

  test('stops no run that knows what was announced', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    expect(await bucket.on(0, PUT, changed)).toMatchObject({ announced: [{ id: 'event-2' }] })
  })

  test('stops no run for another bucket of the same name', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    bucket.createAgain(1 / 1000)
    expect(await bucket.on(2 / 1000)).toMatchObject({ announced: [{ id: 'event-2' }] })
  })
})

describe('a run makes no claim', () => {
  const repair = (state: State) => {
    state.policy = COMPLIANT_POLICY
  }
  test.each<[string, AnnouncingAccount, ((state: State) => void)?]>([
    ['if the bucket is compliant', GRACE, repair],
    ['if it fixes the bucket at once', { settings: {} }],
    ['if it only reports', { settings: { modes: everyMode('report') } }],
  ])('%s', async (_, account, change) => {
    const bucket = announcingBucket(account)
    await bucket.on(0, TAG, change)
    expect(bucket.stored.has(CLAIM)).toBe(false)
  })

  test('if people know the announcement', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    const first = bucket.stored.get(CLAIM)
    await bucket.on(1)
    expect(bucket.stored.get(CLAIM)).toBe(first)
  })
})
