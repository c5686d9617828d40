import { describe, expect, test } from 'vitest'
import type { Refusal } from '../../src/core/bucket-calls.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import { BY_FIX, BY_SWEEP } from '../../src/core/event.ts'
import { isClosed } from '../../src/core/journal/entry.ts'
import { knownRecord } from '../../src/core/journal/known-record.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import type { Step } from '../../src/core/step.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { account } from '../support/account.ts'
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
import { killPointsIn } from '../support/killable.ts'

const MINUTE = 60_000

test.each(['open', 'amend'] as const)(
  'in report mode, a journal whose %s is refused costs neither the event nor a second message',
  async (call) => {
    const { s3 } = fakeS3(OPEN)
    const { journal } = fakeJournal()
    const refusing = { ...journal, [call]: () => Promise.reject(new Error('AccessDenied')) }
    const now = () => new Date('2026-11-20T09:30:07Z')
    const { ports, notified } = fakePorts({ s3, journal: refusing, now })
    const settings = { ...SETTINGS, modes: everyMode('report') }
    await remediateBucket(bucketEvent(), settings, ports)
    expect(notified).toMatchObject([{ outcome: 'reported' }])
  },
)

const OPEN: Snapshot = { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 }

const DENIED = { code: 'AccessDenied', message: 'Access Denied by a service control policy' }

const BEGUN = { id: '20261120T010000Z-a1b2c3d4', cooper: 'cooper-dev' }

interface Trouble {
  readonly settings?: Partial<Settings>
  readonly script?: Parameters<typeof fakeS3>[1]
}

const many = <T>(answer: T): T[] => Array.from({ length: 50 }, () => answer)

const REFUSED_PUT: Trouble = { script: { putPolicy: many(() => DENIED) } }
/** The reads before the put succeed, and the one after it does not. */
const REFUSED_AND_UNREAD: Trouble = {
  script: {
    ...REFUSED_PUT.script,
    readPolicy: [() => undefined, () => undefined, () => Promise.reject(new Error('SlowDown'))],
  },
}
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
  const isSweepBegun = async (sweep: string) => sweep === BEGUN.id
  const { ports, notified } = fakePorts({ s3, journal, now: () => new Date(now), isSweepBegun })
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
  ['whose put S3 refuses, and which is not readable after it', REFUSED_AND_UNREAD, 'failed', 1],
  ['in report mode', REPORT_MODE, 'reported', 0],
  ['whose policy cannot be read', UNREADABLE, 'unknown', 0],
])('a bucket %s', (_, trouble, outcome, puts) => {
  const first = async () => {
    const bucket = troubled(trouble)
    await bucket.event(0, { name: 'PutBucketPolicy' })
    return bucket
  }

  test('is reported once: later changes of its tags cause no put, no entry and no message', async () => {
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
    ['to the digest of each sweep', ({ event }) => event(1, { name: BY_SWEEP, sweep: BEGUN })],
    ['to a person who asks for a fix', ({ asPerson }) => asPerson(BY_FIX)],
  ])('is reported again %s', async (_reason, happens) => {
    const bucket = await first()
    const result = await happens(bucket)
    // For a person, Cooper fixes a bucket in every mode.
    const isFixed = outcome === 'reported' && bucket.puts() > 0
    expect(result).toMatchObject({ outcome: isFixed ? 'remediated' : outcome })
    expect(bucket.notified).toHaveLength(2)
  })
})

test('a put that S3 refused is tried again after a change of the policy or encryption, and not of tags, as its message says', async () => {
  const refusal = { code: 'NoIdeaWhat', message: 'No' }
  const bucket = troubled({ script: { putPolicy: many(() => refusal) } })
  await bucket.event(0, { name: 'PutBucketPolicy' })
  const [step] = bucket.notified[0]?.steps ?? []
  expect(step?.failure?.remedy).toContain(
    'again after the next change of the bucket policy or default encryption',
  )
  const puts = [bucket.puts()]
  const changes: ReadonlyArray<(state: State) => void> = [
    () => undefined,
    (state) => {
      state.policy = policyOf({ ...OWNERS_STATEMENT, Sid: 'Another' })
    },
    (state) => {
      state.encryption = {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
        BucketKeyEnabled: true,
      }
    },
  ]
  for (const change of changes) {
    await bucket.event(1, {}, {}, change)
    puts.push(bucket.puts())
  }
  expect(puts).toEqual([1, 1, 2, 3])
})

describe('a refused put is tried again', () => {
  const asRefused = (refusal: Refusal) => troubled({ script: { putPolicy: many(() => refusal) } })
  const LARGE = { code: 'PolicyTooLarge', message: 'Policy exceeds the maximum size' }

  test.each<[string, Refusal, Partial<BucketEvent>, number, number]>([
    ['not within an hour', DENIED, {}, 59, 1],
    ['after an hour, since the permissions may have changed', DENIED, {}, 60, 2],
    ['at once for a new bucket of the same name', DENIED, { name: 'CreateBucket' }, 1, 2],
    ['not if the settings of the bucket alone decide', LARGE, {}, 600, 1],
  ])('%s', async (_reason, refusal, event, minutes, puts) => {
    const bucket = asRefused(refusal)
    await bucket.event(0, { name: 'PutBucketPolicy' })
    const tagging = { name: 'PutBucketTagging', ...event }
    expect(await bucket.event(minutes, tagging)).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('People were notified of it at 2026-11-20T09:30:00.000Z'),
    })
    expect([bucket.puts(), bucket.notified.length]).toEqual([puts, 1])
    expect(bucket.entries().filter(({ record }) => record)).toHaveLength(1)
    expect(bucket.entries().every(isClosed)).toBe(true)
  })

  test('and then at most once an hour', async () => {
    const bucket = asRefused(DENIED)
    for (let event = 0; event < 36; event += 1) await bucket.event(10)
    expect([bucket.puts(), bucket.notified.length]).toEqual([6, 1])
  })

  test('and people are notified when it succeeds', async () => {
    const bucket = troubled({ script: { putPolicy: [() => DENIED] } })
    await bucket.event(0, { name: 'PutBucketPolicy' })
    await bucket.event(60)
    expect(bucket.notified.map(({ outcome }) => outcome)).toEqual(['failed', 'remediated'])
  })

  test('and people are notified of another failure', async () => {
    const refusals = [DENIED, { code: 'MethodNotAllowed', message: 'No' }]
    const bucket = troubled({ script: { putPolicy: refusals.map((one) => () => one) } })
    await bucket.event(0, { name: 'PutBucketPolicy' })
    await bucket.event(60)
    expect(bucket.notified.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
  })
})

test('people are not notified again after a request with an invented sweep', async () => {
  const bucket = troubled(REFUSED_PUT)
  await bucket.event(0, { name: 'PutBucketPolicy' })
  const sweep = { id: '20261120T093000Z-invented', cooper: 'cooper-dev' }
  for (let minute = 0; minute < 5; minute += 1) await bucket.event(1, { name: BY_SWEEP, sweep })
  expect(bucket.notified).toHaveLength(1)
  expect(bucket.entries()).toHaveLength(1)
})

describe('a run that was killed while S3 refuses the puts of a bucket', () => {
  const start: Snapshot = { policy: policyOf(OWNERS_STATEMENT) }
  const settings = { defaultEncryption: 'sse-kms' } as const
  const refused = () => ({ putPolicy: many(() => DENIED), putEncryption: many(() => DENIED) })
  const creation = bucketEvent({ id: 'creation', name: 'CreateBucket' })
  const told = async (script: Trouble['script']) => {
    const bucket = account(start, settings, script)
    await bucket.deliver(bucketEvent({ id: 'first' }))
    expect(bucket.notified.map(({ outcome }) => outcome)).toEqual(['failed'])
    return bucket
  }

  test('is resumed with one intent, and without a second message of the same failure', async () => {
    const { calls } = await (await told(refused())).deliver(creation)
    let resumed = 0
    for (const kill of killPointsIn(calls)) {
      const bucket = await told(refused())
      const { end } = await bucket.deliver(creation, kill)
      await bucket.deliver(creation)
      const where = `${kill.when} call ${kill.point} of ${calls}`
      expect(
        bucket.notified.map(({ id }) => id),
        where,
      ).toEqual(['first'])
      expect(bucket.entries().every(isClosed), where).toBe(true)
      const entry = bucket.entries().find(({ intent }) => intent.event.id === creation.id)
      if (end === 'killed' && entry?.resumed) resumed += 1
      expect(entry?.intent.steps.length ?? 2, where).toBe(2)
    }
    expect(resumed).toBeGreaterThan(5)
  })

  test('is closed without a message if another run told people of the same failure meanwhile', async () => {
    const late = bucketEvent({ id: 'late' })
    const { calls } = await account(start, settings, refused()).deliver(late)
    let resumed = 0
    for (const kill of killPointsIn(calls)) {
      const bucket = account(start, settings, refused())
      await bucket.deliver(late, kill)
      const [entry] = bucket.entries()
      if (!entry || entry.record) continue
      resumed += 1
      await bucket.deliver(bucketEvent({ id: 'told', name: 'PutBucketTagging' }))
      await bucket.deliver(late)
      const where = `${kill.when} call ${kill.point} of ${calls}`
      expect(
        bucket.notified.map(({ id }) => id),
        where,
      ).toEqual(['told'])
      expect(bucket.entries().every(isClosed), where).toBe(true)
    }
    expect(resumed).toBeGreaterThan(5)
  })

  test('and of which one put succeeded: people are notified of it', async () => {
    const { calls } = await (await told(refused())).deliver(creation)
    let written = 0
    for (const kill of killPointsIn(calls)) {
      const bucket = await told({ ...refused(), putEncryption: [() => DENIED] })
      await bucket.deliver(creation, kill)
      if (bucket.state.encryption) written += 1
      await bucket.deliver(creation)
      const where = `${kill.when} call ${kill.point} of ${calls}`
      const done = bucket.notified.flatMap(({ steps }) =>
        steps.filter(({ status }) => status === 'done').map(({ step }) => step.attribute),
      )
      expect(new Set(done), where).toEqual(new Set(['encryption']))
    }
    expect(written).toBeGreaterThan(3)
  })
})

test('what a resumed run refused is known too: its entry has the steps of both runs', async () => {
  const bucket = troubled(REFUSED_PUT)
  await bucket.event(0)
  const [entry] = bucket.entries()
  if (!entry) throw new Error('The bucket should have an entry')
  const { intent } = entry
  const minimum = { encryption: 'sse-kms', keyArn: undefined, keysAllowed: [] } as const
  const another: Step = {
    ...{
      action: 'put',
      attribute: 'encryption',
      controls: ['default-encryption'],
      change: { minimum },
    },
  }
  const resumed = { ...entry, intent: { ...intent, steps: [another, ...intent.steps] } }
  const now = new Date('2026-11-20T09:40:00Z')
  const essentials = { ...intent, findings: entry.record?.remaining ?? [] }
  expect(knownRecord(essentials, [resumed], now)?.record).toEqual(entry.record)
  const more = { ...essentials, steps: [...intent.steps, another] }
  expect(knownRecord(more, [entry], now)).toBeUndefined()
})

test('a failure of which people were notified is known, while people are notified of the same one again', async () => {
  const bucket = troubled(REFUSED_PUT)
  await bucket.event(0)
  const [told] = bucket.entries()
  if (!told?.record) throw new Error('The bucket should have an entry')
  const { notified: _, ...again } = { ...told, started: '2026-11-20T09:31:00.000Z' }
  const now = new Date('2026-11-20T09:40:00Z')
  const essentials = { ...told.intent, findings: told.record.remaining }
  expect(knownRecord(essentials, [told, again], now)?.record).toEqual(told.record)
  expect(knownRecord(essentials, [again], now)).toBeUndefined()
  const another = { ...again, record: { ...told.record, remaining: [] } }
  expect(knownRecord(essentials, [told, another], now)).toBeUndefined()
  expect(knownRecord(essentials, [told, another, again], now)).toBeUndefined()
})

test('a failure of which people were notified is known, though one that passes by itself came after it', async () => {
  const bucket = troubled(REFUSED_PUT)
  await bucket.event(0)
  const [told] = bucket.entries()
  if (!told?.record) throw new Error('The bucket should have an entry')
  const { record, ...open } = told
  const { intent } = open
  const failure = { code: 'Unexpected', reason: 'socket hang up', remedy: '' }
  const steps = record.steps.map((one) => ({ ...one, failure }))
  const passing = { ...told, started: '2026-11-20T09:31:00.000Z', record: { ...record, steps } }
  const now = new Date('2026-11-20T09:40:00Z')
  const essentials = { ...intent, findings: record.remaining }
  expect(knownRecord(essentials, [told, passing], now)).toEqual({ record, isWorthTrying: true })
  const unneeded = { ...open, unneeded: true } as const
  for (const tries of [
    [passing, told],
    [told, passing, unneeded],
  ]) {
    expect(knownRecord(essentials, tries, now)).toEqual({ record, isWorthTrying: false })
  }
  expect(knownRecord(essentials, [passing], now)).toBeUndefined()
  const written = record.steps.map((one) => ({ ...one, status: 'done' as const }))
  const change = { ...passing, record: { ...record, steps: [...steps, ...written] } }
  expect(knownRecord(essentials, [told, change], now)).toBeUndefined()
  const lostUpdate = { put: {}, current: {} }
  const lost = { ...passing, record: { ...passing.record, lostUpdate } }
  expect(knownRecord(essentials, [told, lost], now)).toBeUndefined()
})

test('a website is reported once, however often its policy is put', async () => {
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

test('a bucket that somebody spoils again after a remediation is reported again', async () => {
  const bucket = troubled({})
  await bucket.event(0)
  await bucket.event(1, {}, {}, (state) => {
    state.policy = OPEN.policy ?? undefined
  })
  expect(bucket.notified.map(({ outcome }) => outcome)).toEqual(['remediated', 'remediated'])
})
