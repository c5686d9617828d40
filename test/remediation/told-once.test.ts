import { describe, expect, test } from 'vitest'
import type { BucketEvent } from '../../src/core/event.ts'
import { BY_FIX, BY_SWEEP } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import {
  bucketEvent,
  everyMode,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3, type State } from '../support/fake-s3.ts'

const MINUTE = 60_000

const OPEN: Snapshot = { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 }

const DENIED = { code: 'AccessDenied', message: 'Access Denied by a service control policy' }

interface Trouble {
  readonly settings?: Partial<Settings>
  readonly script?: Parameters<typeof fakeS3>[1]
}

const many = <T>(answer: T): T[] => Array.from({ length: 50 }, () => answer)

const REFUSED_PUT: Trouble = { script: { putPolicy: many(() => DENIED) } }
const REPORT_MODE: Trouble = { settings: { modes: everyMode('report') } }
const UNREADABLE: Trouble = {
  script: { readPolicy: many(() => ({ known: false, reason: 'Reading was denied' })) },
}
const WEBSITE: Trouble = { script: { readWebsite: many(() => ({ known: true, value: true })) } }

/** A bucket that Cooper cannot or may not remediate, and the events of one day. */
function troubled({ settings, script }: Trouble) {
  const { s3, state, calls } = fakeS3(OPEN, script)
  const { journal, entries } = fakeJournal()
  let now = Date.parse('2026-11-20T09:30:00Z')
  let number = 0
  const { ports, notified } = fakePorts({ s3, journal, now: () => new Date(now) })
  return {
    notified,
    entries,
    puts: () => calls.filter((call) => call.startsWith('put')).length,
    async event(
      minutes: number,
      changed: Partial<BucketEvent> = { name: 'PutBucketTagging' },
      changes: Partial<Settings> = {},
      change: (state: State) => void = () => undefined,
    ) {
      now += minutes * MINUTE
      number += 1
      change(state)
      const time = new Date(now - 5000).toISOString()
      const event = bucketEvent({ id: `event-${number}`, time, ...changed })
      return remediateBucket(event, { ...SETTINGS, ...settings, ...changes }, ports)
    },
    asPerson: (name: string) =>
      remediateBucket(
        bucketEvent({ id: 'fix-1', name, time: new Date(now).toISOString() }),
        { ...SETTINGS, ...settings },
        { ...ports, isRepeated: true },
      ),
  }
}

describe.each<[string, Trouble, string, number]>([
  ['whose put S3 refuses', REFUSED_PUT, 'failed', 1],
  ['in report mode', REPORT_MODE, 'reported', 0],
  ['whose policy cannot be read', UNREADABLE, 'unknown', 0],
])('a bucket %s', (_, trouble, outcome, puts) => {
  const first = async () => {
    const bucket = troubled(trouble)
    await bucket.event(0, { name: 'PutBucketPolicy' })
    return bucket
  }

  test('is told once: later changes of its tags cause no put, no entry and no message', async () => {
    const bucket = await first()
    for (let minute = 0; minute < 10; minute += 1) {
      expect(await bucket.event(1)).toMatchObject({
        outcome,
        reason: expect.stringContaining('People were notified of it at 2026-11-20T09:30:00.000Z'),
      })
    }
    expect(bucket.notified.map((record) => record.outcome)).toEqual([outcome])
    expect(bucket.entries()).toMatchObject([{ notified: ['sns'], record: { outcome } }])
    expect(bucket.puts()).toBe(puts)
  })

  test.each<[string, (bucket: ReturnType<typeof troubled>) => Promise<unknown>]>([
    ['after a day', ({ event }) => event(24 * 60)],
    [
      'if the bucket changed',
      ({ event }) =>
        event(1, { name: 'PutBucketEncryption' }, {}, (state) => {
          state.encryption = {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
            BucketKeyEnabled: true,
          }
        }),
    ],
    ['if the settings require more', ({ event }) => event(1, {}, { minimumTls: '1.2' })],
    ['to the digest of each sweep', ({ event }) => event(1, { name: BY_SWEEP })],
    ['to a person who asks for a fix', ({ asPerson }) => asPerson(BY_FIX)],
  ])('is told again %s', async (_reason, happens) => {
    const bucket = await first()
    const result = await happens(bucket)
    // For a person, Cooper fixes a bucket in every mode.
    const isFixed = outcome === 'reported' && bucket.puts() > 0
    expect(result).toMatchObject({ outcome: isFixed ? 'remediated' : outcome })
    expect(bucket.notified).toHaveLength(2)
  })
})

test('a website is told once, however often its policy is put', async () => {
  const bucket = troubled(WEBSITE)
  for (let hour = 0; hour < 5; hour += 1) await bucket.event(60, { name: 'PutBucketPolicy' })
  expect(bucket.notified.map(({ outcome }) => outcome)).toEqual(['exempt'])
  expect(bucket.entries()).toHaveLength(1)
})

test('a bucket that was reported is remediated once the mode allows it', async () => {
  const bucket = troubled(REPORT_MODE)
  await bucket.event(0)
  expect(await bucket.event(1, {}, { modes: everyMode('remediate') })).toMatchObject({
    outcome: 'remediated',
  })
})

test('a bucket whose put failed by an error is tried again at the next event', async () => {
  const failing = () => {
    throw new Error('socket hang up')
  }
  const { s3, calls } = fakeS3(OPEN, { putPolicy: [...many(failing).slice(0, 4)] })
  const { ports, notified } = fakePorts({ s3 })
  await expect(remediateBucket(bucketEvent(), SETTINGS, ports)).rejects.toThrow('socket hang up')
  const next = bucketEvent({ id: 'next', name: 'PutBucketTagging' })
  expect(await remediateBucket(next, SETTINGS, ports)).toMatchObject({ outcome: 'remediated' })
  expect(calls.filter((call) => call === 'putPolicy')).toHaveLength(5)
  expect(notified.map(({ outcome }) => outcome)).toEqual(['failed', 'remediated'])
})

test('a bucket that somebody spoils again after a remediation is told again', async () => {
  const bucket = troubled({})
  await bucket.event(0)
  await bucket.event(1, {}, {}, (state) => {
    state.policy = OPEN.policy ?? undefined
  })
  expect(bucket.notified.map(({ outcome }) => outcome)).toEqual(['remediated', 'remediated'])
})
