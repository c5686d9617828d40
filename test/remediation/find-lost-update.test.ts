import { expect, test } from 'vitest'
import { readPosture } from '../../src/check/read-bucket.ts'
import { CONTROL_IDS } from '../../src/core/controls/ids.ts'
import { BY_UNDO } from '../../src/core/event.ts'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { Settings } from '../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { findLostUpdate } from '../../src/remediation/find-lost-update.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import {
  BUCKET,
  bucketEvent,
  everyMode,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

const START = '2026-11-20T09:30:00.000Z'
const OWN = tlsOnlyStatement(BUCKET)
const OTHER_POLICY = policyOf({ ...OWNERS_STATEMENT, Sid: 'Other' })

/** A bucket after a slow write by Cooper, and the event of a put by another writer between Cooper's read and that write. */
async function afterSlowWrite(pace = 2500) {
  const { s3, state, calls } = fakeS3({ policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 })
  const { journal, entries } = fakeJournal()
  let now = Date.parse(START)
  const { ports, notified } = fakePorts({
    s3,
    journal,
    now: () => {
      now += pace
      return new Date(now)
    },
  })
  await remediateBucket(bucketEvent({ id: 'first' }), SETTINGS, ports)
  const window = notified[0]?.steps[0]?.window
  const second = Math.ceil((Date.parse(window?.read ?? '') + 100) / 1000) * 1000
  const event = bucketEvent({
    id: 'lost',
    time: new Date(second).toISOString(),
    put: { policy: OTHER_POLICY },
  })
  return {
    ports,
    event,
    state,
    notified,
    entries,
    journal,
    puts: () => calls.filter((call) => call.startsWith('put')).length,
  }
}

test('a lost update is restored, and people are notified of it', async () => {
  const { ports, event, state, notified, puts } = await afterSlowWrite()
  await remediateBucket(event, SETTINGS, ports)
  expect(state.policy).toEqual(policyOf({ ...OWNERS_STATEMENT, Sid: 'Other' }, OWN))
  expect(puts()).toBe(2)
  expect(notified.at(-1)).toMatchObject({
    outcome: 'remediated',
    lostUpdate: { put: { policy: OTHER_POLICY } },
  })
})

test('a run that read the bucket right before another one restored an older put reads it again, and restores the newer put', async () => {
  const { ports, event, state, notified } = await afterSlowWrite(5000)
  const put = { policy: policyOf({ ...OWNERS_STATEMENT, Sid: 'Newer' }) }
  const time = new Date(Date.parse(event.time) + 1000).toISOString()
  let older: Promise<unknown> | undefined
  const recent: typeof ports.journal.recent = async (...query) => {
    older ??= remediateBucket(event, SETTINGS, ports)
    await older
    return ports.journal.recent(...query)
  }
  const journal = { ...ports.journal, recent }
  await remediateBucket({ ...event, id: 'newer', time, put }, SETTINGS, { ...ports, journal })
  expect(state.policy).toEqual(policyOf({ ...OWNERS_STATEMENT, Sid: 'Newer' }, OWN))
  expect(notified.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['first', 'remediated'],
    ['lost', 'remediated'],
    ['newer', 'remediated'],
  ])
  expect(notified.at(-1)).toMatchObject({ lostUpdate: { put } })
})

test('the bucket is read again if another run of Cooper wrote right after it was verified', async () => {
  const { ports, event } = await afterSlowWrite()
  const put = { policy: policyOf({ ...OWNERS_STATEMENT, Sid: 'Newer' }) }
  let isPut = false
  let readsAfterwards: number | undefined
  const s3: typeof ports.s3 = {
    ...ports.s3,
    async readPolicy(bucket) {
      if (readsAfterwards !== undefined) readsAfterwards += 1
      return isPut ? ports.s3.readPolicy(bucket) : { known: true, value: parsePolicy(put.policy) }
    },
    async putPolicy() {
      isPut = true
      return undefined
    },
  }
  const recent: typeof ports.journal.recent = async (...query) => {
    if (isPut && readsAfterwards === undefined) {
      readsAfterwards = 0
      await writeAt(ports.now())
    }
    return ports.journal.recent(...query)
  }
  const writeAt = async (time: Date) => {
    const [first] = (await ports.journal.recent(BUCKET, {})).entries
    if (!first?.record) throw new Error('The bucket should have an entry')
    const at = time.toISOString()
    const window = { asked: at, read: at, written: at }
    const steps = first.record.steps.map((step) => ({ ...step, window }))
    const intent = { ...first.intent, event: bucketEvent({ id: 'another' }) }
    await ports.journal.open({ ...first, intent, record: { ...first.record, steps } })
  }
  const journal = { ...ports.journal, recent }
  await remediateBucket({ ...event, id: 'newer', put }, SETTINGS, { ...ports, s3, journal })
  expect(readsAfterwards).toBeGreaterThan(0)
})

test.each<[string, string, boolean]>([
  ['before the read began', '2026-11-20T09:30:00.000Z', false],
  ['after that', '2026-11-20T09:30:00.001Z', true],
  ['now', '2026-11-20T09:30:02.000Z', true],
  ['in the future, by a clock that is ahead', '2026-11-20T09:30:02.001Z', false],
])(
  'the bucket is read again after a write of Cooper %s: %s, %s',
  async (_, written, isOutdated) => {
    const { ports, event } = await afterSlowWrite()
    const { journal, entries } = fakeJournal()
    const [entry] = (await ports.journal.recent(BUCKET, {})).entries
    if (!entry?.record) throw new Error('The bucket should have an entry')
    const window = { asked: START, read: START, written }
    const steps = entry.record.steps.map((step) => ({ ...step, window }))
    await journal.open({ ...entry, record: { ...entry.record, steps } })
    expect(entries()).toHaveLength(1)
    const posture = await readPosture(BUCKET, ports.s3)
    if (!posture) throw new Error('The bucket should exist')
    const found = await findLostUpdate(event, { posture, asked: new Date(START) }, SETTINGS, {
      ...ports,
      journal,
      now: () => new Date('2026-11-20T09:30:02.000Z'),
    })
    expect(found.isOutdated ?? false).toBe(isOutdated)
  },
)

test('its owner is asked if the bucket is under a hold and its policy is not readable', async () => {
  const { ports, event, notified, journal } = await afterSlowWrite()
  const undo = { of: 'first', until: '2026-12-20', controls: [...CONTROL_IDS] }
  const byUndo = bucketEvent({ id: 'undo', name: BY_UNDO, time: event.time })
  await journal.open({
    ...{ version: 1, started: '2026-11-20T09:31:00.000Z', notified: ['sns'] },
    intent: { event: byUndo, findings: [], steps: [], before: {}, undo },
  })
  const readPolicy = async () => ({ known: false, reason: 'denied' }) as const
  await remediateBucket(event, SETTINGS, { ...ports, s3: { ...ports.s3, readPolicy } })
  expect(notified.at(-1)).toMatchObject({
    outcome: 'unknown',
    lostUpdate: { put: { policy: OTHER_POLICY }, current: {} },
  })
})

/** An earlier restore in the journal. */
const restore = (number: number): JournalEntry => ({
  version: 1,
  started: '2026-11-20T08:00:00.000Z',
  intent: {
    event: bucketEvent({ id: `restore-${number}` }),
    findings: [],
    steps: [
      { action: 'restore', attribute: 'policy', controls: [], value: OTHER_POLICY, expected: null },
    ],
    before: {},
  },
  notified: ['sns'],
  unneeded: true,
})

test.each<[string, Partial<Settings>, number]>([
  ['in report mode', { modes: everyMode('report') }, 0],
  ['after three restores in a day', {}, 3],
])('%s, a lost update is not restored, and its owner is asked', async (_, settings, restores) => {
  const { ports, event, state, notified, puts, journal } = await afterSlowWrite()
  for (let number = 0; number < restores; number += 1) await journal.open(restore(number))
  await remediateBucket(event, { ...SETTINGS, ...settings }, ports)
  expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
  expect(puts()).toBe(1)
  expect(notified.at(-1)).toMatchObject({
    outcome: 'unknown',
    lostUpdate: { put: { policy: OTHER_POLICY } },
  })
  expect(notified.at(-1)?.lostUpdate).not.toHaveProperty('step')
})

test('the bucket of a killed run was deleted: the next delivery closes the journal entry', async () => {
  const { ports, entries, journal } = await afterSlowWrite()
  const { unneeded: _, ...open } = restore(1)
  const event = bucketEvent({ id: 'killed', time: '2026-11-20T09:00:00Z' })
  const intent = { ...open.intent, event }
  await journal.open({ ...open, intent })
  const gone = async () => {
    throw Object.assign(new Error('gone'), { code: 'NoSuchBucket' })
  }
  const s3 = { ...ports.s3, readPolicy: gone }
  const result = await remediateBucket(event, SETTINGS, { ...ports, s3 })
  expect(result.outcome).toBe('gone')
  expect(entries().at(-1)).toMatchObject({ unneeded: true })
})
