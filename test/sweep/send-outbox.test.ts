import { describe, expect, test } from 'vitest'
import { outboxOver } from '../../src/aws/journal/outbox.ts'
import { isClosed, type JournalEntry, resumedBy } from '../../src/core/journal/entry.ts'
import { keyOfMark, markOf, recordOfUnfinished } from '../../src/core/journal/outbox.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import type { Step } from '../../src/core/step.ts'
import { sendOutbox } from '../../src/sweep/send-outbox.ts'
import { type Account, account } from '../support/account.ts'
import { BUCKET, bucketEvent, OWNERS_STATEMENT, policyOf, SSE_S3 } from '../support/builders.ts'
import { killPointsIn } from '../support/killable.ts'
import { sampleRecord } from '../support/sample-record.ts'

const START = { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 }
const MINUTE = 60_000

/** More than all tries to notify people. */
const EVER = 1000

/** The hourly run, a quarter of an hour and more after everything else. */
async function hourly(
  { ports, objects, pass }: Account,
  { remaining = 900_000, notify = ports.notify } = {},
) {
  pass(16 * MINUTE)
  const reported: string[] = []
  const outbox = outboxOver(objects, (key) => void reported.push(key))
  const { journal, now } = ports
  const result = await sendOutbox({
    ...{ outbox, journal, now },
    notify,
    remaining: () => remaining,
  })
  return { ...result, reported }
}

const STEP: Step = {
  action: 'restore',
  attribute: 'encryption',
  controls: ['default-encryption'],
  value: SSE_S3,
  expected: null,
}

const NOTHING = { sent: 0, unfinished: 0, closed: 0, unreadable: 0, failed: 0, waiting: 0 }

const bucketOf = (failures = 0) => account(START, {}, {}, failures)

/** The event of a new bucket, delivered three times as Lambda does, until one succeeds. */
async function deliverThrice(one: Account) {
  const event = bucketEvent({ time: '2026-11-20T09:30:00Z' })
  for (const _ of [1, 2, 3]) await one.deliver(event).catch(() => undefined)
}

describe('people are notified without the event', () => {
  test('once, of a change whose message SNS refused through all deliveries', async () => {
    const one = bucketOf(EVER)
    await deliverThrice(one)
    expect([one.notified.length, one.puts().length, one.marks().length]).toEqual([0, 1, 1])
    const sent: unknown[] = []
    const notify = async (record: unknown) => {
      sent.push(record)
      return ['sns']
    }
    expect(await hourly(one, { notify })).toMatchObject({ ...NOTHING, sent: 1 })
    expect(sent).toMatchObject([{ outcome: 'remediated' }])
    expect(one.entries()).toMatchObject([{ notified: ['sns'] }])
    expect(one.marks()).toEqual([])
    expect(await hourly(one)).toMatchObject(NOTHING)
  })

  test('by a later run, as long as the channel is down', async () => {
    const one = bucketOf(EVER)
    await deliverThrice(one)
    for (const _ of [1, 2]) {
      expect(await hourly(one)).toMatchObject({ failed: 1, error: new Error('no topic') })
    }
    expect([one.notified.length, one.marks().length]).toEqual([0, 1])
  })

  test('of a run that was killed at any point and never delivered again, if it may have written', async () => {
    const { calls } = await bucketOf().deliver(bucketEvent())
    let written = 0
    for (const kill of killPointsIn(calls)) {
      const where = `${kill.when} call ${kill.point}`
      const one = bucketOf()
      await one.deliver(bucketEvent(), kill)
      const isWritten = one.puts().length > 0
      written += Number(isWritten)
      await hourly(one)
      if (isWritten) expect(one.notified.length, where).toBeGreaterThan(0)
      if (one.entries().some(({ record }) => record)) {
        expect(one.entries().every(isClosed), where).toBe(true)
      }
      const { length } = one.notified
      expect(one.marks(), where).toEqual([])
      expect(await hourly(one), where).toMatchObject(NOTHING)
      expect(one.notified.length, where).toBe(length)
    }
    expect(written).toBeGreaterThan(5)
  })

  test('of an interrupted run with what is known, and a later delivery still resumes it', async () => {
    const one = bucketOf()
    const { calls } = await bucketOf().deliver(bucketEvent())
    // The put comes after the read right before it.
    const kill = killPointsIn(calls).find(({ when, point }) => when === 'after' && point === 8)
    await one.deliver(bucketEvent(), kill)
    expect(one.puts()).toHaveLength(1)
    expect(await hourly(one)).toMatchObject({ ...NOTHING, unfinished: 1 })
    const [record] = one.notified
    expect(record).toMatchObject({ outcome: 'unknown', before: START, after: {} })
    const email = record ? emailOf(record) : ''
    expect(email.split('\n')[0]).toMatch(/^Cooper was interrupted while it fixed S3 bucket/)
    expect(email).toContain('Cooper was interrupted before or after this change')
    expect(email).toContain(`cooper undo ${BUCKET.name} --record ${bucketEvent().id}`)
    await one.deliver(bucketEvent())
    expect(one.notified).toMatchObject([{ outcome: 'unknown' }, { outcome: 'remediated' }])
    expect([one.entries().every(isClosed), one.marks()]).toEqual([true, []])
  })
})

test('people are notified of a lost update that an interrupted run found, also if it intended no write', () => {
  const lostUpdate = { put: { policy: null }, current: START }
  const intent = { event: bucketEvent(), findings: [], steps: [], before: START, lostUpdate }
  const entry = { version: 1, started: '2026-11-20T09:00:00.000Z', intent } as const
  const record = recordOfUnfinished(entry, new Date('2026-11-20T10:00:00.000Z'))
  expect(record).toMatchObject({ outcome: 'unknown', lostUpdate, steps: [] })
})

describe('a mark', () => {
  const OPEN: JournalEntry = {
    version: 1,
    started: '2026-11-20T09:00:00.000Z',
    run: 'run-1',
    intent: { event: bucketEvent(), findings: [], steps: [], before: {} },
  }

  /** An account with this mark, and what else is stored. */
  async function marked(entry: JournalEntry, stored: Readonly<Record<string, object>> = {}) {
    const one = bucketOf()
    await one.objects.put(keyOfMark(entry), markOf(entry))
    for (const [key, value] of Object.entries(stored)) await one.objects.put(key, value)
    return one
  }
  const [key = ''] = markOf(OPEN).keys

  test.each<[string, Readonly<Record<string, object>>]>([
    ['without an entry, since the run was killed while it put both', {}],
    ['of a closed entry', { [key]: { ...OPEN, unneeded: true } }],
    ['of an entry that intends nothing', { [key]: OPEN }],
    ['of another attempt than the entry', { [key]: { ...OPEN, run: 'run-2' } }],
  ])('%s is removed, and nobody is notified', async (_reason, stored) => {
    const one = await marked(OPEN, stored)
    expect(await hourly(one)).toMatchObject({ ...NOTHING, closed: 1 })
    expect([one.notified, one.marks()]).toEqual([[], []])
  })

  test.each<[string, Readonly<Record<string, object>>]>([
    ['whose entry is not readable', { [key]: {} }],
    ['that is not readable itself', { [keyOfMark(OPEN)]: { version: 2 } }],
    [
      'that names an object outside the journal',
      {
        [keyOfMark(OPEN)]: { ...markOf(OPEN), keys: ['sweeps/pending/x'] },
      },
    ],
  ])('%s stays and is reported', async (_reason, stored) => {
    const one = await marked(OPEN, stored)
    expect(await hourly(one)).toMatchObject({ ...NOTHING, unreadable: 1 })
    expect([one.notified, one.marks()]).toEqual([[], [keyOfMark(OPEN)]])
    expect((await hourly(one)).reported).toHaveLength(1)
  })

  test('waits for a quarter of an hour, in which its run may still be at work', async () => {
    const one = bucketOf()
    const started = one.ports.now().toISOString()
    await one.objects.put(keyOfMark({ ...OPEN, started }), markOf({ ...OPEN, started }))
    one.pass(-2 * MINUTE)
    expect(await hourly(one)).toMatchObject(NOTHING)
    expect(one.marks()).toHaveLength(1)
    expect(await hourly(one)).toMatchObject({ closed: 1 })
  })

  test('waits for a run that has resumed its entry, and may still be at work', async () => {
    const one = bucketOf()
    const at = one.ports.now().toISOString()
    const intent = { ...OPEN.intent, before: START, steps: [STEP] }
    const resumed = { ...OPEN, intent, resumed: { run: 'run-2', at } }
    for (const entry of [OPEN, resumed]) await one.objects.put(keyOfMark(entry), markOf(entry))
    await one.objects.put(key, resumed)
    one.pass(-2 * MINUTE)
    expect(await hourly(one)).toMatchObject({ ...NOTHING, closed: 1 })
    expect([one.notified.length, one.marks()]).toEqual([0, [keyOfMark(resumed)]])
    expect(await hourly(one)).toMatchObject({ ...NOTHING, unfinished: 1 })
    expect(one.notified).toHaveLength(1)
  })

  test('of a run that resumes the entry stays, while the hourly run sends what the run before it left', async () => {
    const one = bucketOf()
    const open = { ...OPEN, intent: { ...OPEN.intent, before: START, steps: [STEP] } }
    await one.objects.put(keyOfMark(open), markOf(open))
    await one.objects.put(key, open)
    const resumed = resumedBy('run-2', one.ports.now(), open)
    const found = await one.objects.get(key)
    const notify = async (record: RemediationRecord) => {
      await one.ports.journal.amend({ key, tag: found?.tag ?? '', entry: open }, resumed)
      return one.ports.notify(record)
    }
    expect(await hourly(one, { notify })).toMatchObject({ ...NOTHING, unfinished: 1 })
    expect([one.notified.length, one.marks()]).toEqual([1, [keyOfMark(resumed)]])
  })

  test('of the second change after an event has its own key', () => {
    const started = '2026-11-20T09:00:01.000Z'
    expect(keyOfMark({ ...OPEN, started })).not.toBe(keyOfMark(OPEN))
    expect([keyOfMark({ ...OPEN, started }), keyOfMark(OPEN)].toSorted()[0]).toBe(keyOfMark(OPEN))
  })
})

describe('a message is sent once, though the journal refuses what follows it', () => {
  type Refused = 'replace' | 'remove'

  async function repeatedly(one: Account, refused: readonly Refused[], hours = 3) {
    const refuse = () => Promise.reject(new Error('AccessDenied'))
    const allowed = { ...one.objects }
    for (const call of refused) Object.assign(one.objects, { [call]: refuse })
    const results = []
    for (let hour = 0; hour < hours; hour += 1) results.push(await hourly(one))
    Object.assign(one.objects, allowed)
    return results
  }
  const ofRecord = async () => {
    const one = account(START, {}, {}, 15)
    await deliverThrice(one)
    return one
  }
  const ofInterruptedRun = async () => {
    const one = bucketOf()
    const { calls } = await bucketOf().deliver(bucketEvent())
    const kill = killPointsIn(calls).find(({ when, point }) => when === 'after' && point === 8)
    await one.deliver(bucketEvent(), kill)
    return one
  }

  test.each<[string, () => Promise<Account>, readonly Refused[], object]>([
    ['amending the entry', ofRecord, ['replace'], { failed: 1 }],
    ['removing the mark', ofRecord, ['remove'], { sent: 1 }],
    ['both', ofRecord, ['replace', 'remove'], { failed: 1 }],
    ['removing the mark of an interrupted run', ofInterruptedRun, ['remove'], { failed: 1 }],
  ])('%s', async (_reason, prepare, refused, first) => {
    const one = await prepare()
    expect([one.notified.length, one.marks().length]).toEqual([0, 1])
    const [result] = await repeatedly(one, refused)
    expect(result).toMatchObject(first)
    expect(one.notified).toHaveLength(1)
    expect(await hourly(one)).toMatchObject({ sent: 0, unfinished: 0, failed: 0 })
    expect([one.notified.length, one.marks()]).toEqual([1, []])
  })

  test('and not at all while the journal accepts no objects: it is sent afterwards', async () => {
    const one = await ofRecord()
    const { put } = one.objects
    Object.assign(one.objects, { put: () => Promise.reject(new Error('AccessDenied')) })
    expect(await hourly(one)).toMatchObject({ failed: 1 })
    expect(one.notified).toEqual([])
    Object.assign(one.objects, { put })
    expect(await hourly(one)).toMatchObject({ sent: 1 })
    expect(one.notified).toHaveLength(1)
  })
})

describe('the run is bounded', () => {
  const entryAt = (second: number): JournalEntry => ({
    version: 1,
    started: `2026-11-20T09:00:${String(second).padStart(2, '0')}.000Z`,
    intent: { event: bucketEvent({ id: `event-${second}` }), findings: [], steps: [], before: {} },
  })
  async function withMarks(count: number) {
    const one = bucketOf()
    for (let second = 0; second < count; second += 1) {
      await one.objects.put(keyOfMark(entryAt(second)), markOf(entryAt(second)))
    }
    return one
  }

  test('by its time: the next one goes on with the rest', async () => {
    const one = await withMarks(25)
    expect(await hourly(one, { remaining: 60_000 })).toMatchObject({ ...NOTHING, waiting: 25 })
    expect(await hourly(one)).toMatchObject({ ...NOTHING, closed: 25 })
  })

  test('and what fails each hour does not keep the others from being sent', async () => {
    const one = bucketOf()
    const record = sampleRecord()
    const refused = Array.from({ length: 35 }, (_, second) => ({ ...entryAt(second), record }))
    const later = { ...entryAt(40), record: { ...record, id: 'later' } }
    for (const entry of [...refused, later]) await one.ports.journal.open(entry)
    const sent: string[] = []
    const notify = async ({ id }: RemediationRecord) => {
      if (id !== 'later') throw new Error('SNS refuses this message')
      sent.push(id)
      return ['sns']
    }
    expect(await hourly(one, { notify })).toMatchObject({ failed: 30, waiting: 6 })
    expect(await hourly(one, { notify })).toMatchObject({ sent: 1, failed: 35 })
    expect(sent).toEqual(['later'])
  })

  test('and gives up after thirty failures in a row, but not because of a few', async () => {
    const one = await withMarks(45)
    const find = async () => Promise.reject(new Error('The journal is down'))
    const outbox = { ...outboxOver(one.objects, () => undefined), find }
    const remaining = () => 900_000
    const now = () => new Date('2026-11-20T10:00:00.000Z')
    const ports = { ...one.ports, outbox, now, remaining }
    expect(await sendOutbox(ports)).toMatchObject({ failed: 30, waiting: 15 })
    let calls = 0
    const some = async (mark: string) => {
      calls += 1
      return calls <= 25 ? find() : outboxOver(one.objects, () => undefined).find(mark)
    }
    const result = await sendOutbox({ ...ports, outbox: { ...outbox, find: some } })
    expect(result).toMatchObject({ failed: 25, closed: 20, waiting: 0 })
  })
})
