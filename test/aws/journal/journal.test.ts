import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { journalIn, journalOver } from '../../../src/aws/journal/journal.ts'
import type { JsonObjects } from '../../../src/aws/journal/json-objects.ts'
import { type JournalEntry, resumedBy } from '../../../src/core/journal/entry.ts'
import { keyOfMark } from '../../../src/core/journal/outbox.ts'
import { recordOf } from '../../../src/core/journal/record-of.ts'
import { type LocalAws, startLocalAws } from '../../../src/local-aws/start.ts'
import { clientsOf } from '../../local-aws/support.ts'
import { bucketEvent, posture } from '../../support/builders.ts'
import { memoryObjects } from '../../support/memory-objects.ts'

const always = () => true

const BUCKET = 'cooper-journal'
const { account: ACCOUNT } = bucketEvent().bucket

let aws: LocalAws
let number = 0
let unreadable: string[] = []
beforeEach(() => {
  unreadable = []
})
beforeAll(async () => {
  aws = await startLocalAws()
  await s3().send(new CreateBucketCommand({ Bucket: BUCKET }))
})
afterAll(() => aws.close())

const s3 = () => clientsOf(aws, { protocol: 'https' }).s3
const journal = () =>
  journalIn(BUCKET, ACCOUNT, { reader: s3(), writer: s3() }, (key) => void unreadable.push(key))

/** An entry for a new event. */
const entry = (): JournalEntry => ({
  version: 1,
  started: '2026-11-20T09:30:07.000Z',
  intent: { event: bucketEvent({ id: `event/${++number}` }), findings: [], steps: [], before: {} },
})

describe('an entry', () => {
  test('is found until it is closed', async () => {
    const one = entry()
    const { event } = one.intent
    expect(await journal().find(event, always)).toBeUndefined()
    const place = await journal().open(one)
    expect(await journal().find(event, always)).toEqual(place)
    await journal().amend(place, { ...one, unneeded: true })
    expect(await journal().find(event, always)).toBeUndefined()
  })

  test('has a key with its bucket and time, and each change has its own object', async () => {
    const one = entry()
    const first = await journal().open(one)
    await journal().amend(first, { ...one, unneeded: true })
    const second = await journal().open(one)
    const Prefix = `changes/account=${ACCOUNT}/bucket=cooper-example-bucket/8204832999-2026-11-20T09:30:00Z-event%2F${number}`
    expect([first.key, second.key]).toEqual([`${Prefix}.json`, `${Prefix}@${one.started}.json`])
    const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }))
    expect(Contents).toHaveLength(2)
    expect((await journal().find(one.intent.event, always))?.key).toBe(second.key)
  })

  test('is not overwritten if it was changed since it was read', async () => {
    const one = entry()
    const place = await journal().open(one)
    await journal().amend(place, { ...one, notified: ['sns'] })
    await expect(journal().amend(place, one)).rejects.toMatchObject({
      message: expect.stringContaining('Cannot write to the journal in bucket "cooper-journal"'),
      code: 'Journal',
    })
  })
})

test('a folder that was created in the console is not an entry', async () => {
  const bucket = { ...bucketEvent().bucket, name: 'another-bucket' }
  const one = { ...entry(), intent: { ...entry().intent, event: bucketEvent({ bucket }) } }
  await journal().open(one)
  const Key = `changes/account=${ACCOUNT}/bucket=another-bucket/`
  await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '' }))
  expect(await journal().recent(bucket, {})).toEqual({
    entries: [one],
    unreadable: [],
    waiting: [],
    hasMore: false,
  })
})

/** Puts an object with this content in the folder of a bucket. */
const putRaw = (Key: string, Body: string) =>
  s3().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Buffer.from(Body) }))

describe('an object that is not an entry is skipped and reported, and the other entries are read:', () => {
  const whole = () => JSON.stringify(entry())
  test.each<[string, (text: string) => string]>([
    ['empty', () => ''],
    ['cut off', (text) => text.slice(0, text.length / 2)],
    ['of a later version', (text) => text.replace('"version":1', '"version":2')],
    ['of another form', () => '{"version":1}'],
    ['not JSON', () => 'hello'],
    ['of another bucket', (text) => text.replaceAll('"name":"bucket-', '"name":"other-')],
    ['without steps', (text) => text.replace('"steps":[]', '"steps":null')],
    ['with a policy that is none', (text) => text.replace('"before":{}', '"before":{"policy":7}')],
  ])('%s', async (reason, spoil) => {
    const name = `bucket-${reason.replaceAll(' ', '-').toLowerCase()}`
    const event = bucketEvent({ bucket: { ...bucketEvent().bucket, name } })
    const one: JournalEntry = { ...entry(), intent: { ...entry().intent, event } }
    const { key } = await journal().open(one)
    await putRaw(key, spoil(whole().replaceAll('cooper-example-bucket', name)))
    expect(await journal().find(event, always)).toBeUndefined()
    const next = await journal().open(one)
    expect(next.key).not.toBe(key)
    expect(await journal().find(event, always)).toEqual(next)
    expect(await journal().recent(event.bucket, {})).toEqual({
      entries: [one],
      unreadable: [key],
      waiting: [],
      hasMore: false,
    })
    expect(new Set(unreadable)).toEqual(new Set([key]))
  })
})

describe('a bucket with 3,000 changes', () => {
  const bucket = { ...bucketEvent().bucket, name: 'busy-bucket' }
  const at = (minute: number) =>
    new Date(Date.parse('2026-11-20T09:30:00Z') + minute * 60_000).toISOString().replace('.000', '')
  const change = (minute: number, undo?: JournalEntry['intent']['undo']): JournalEntry => ({
    version: 1,
    started: at(minute),
    intent: {
      event: bucketEvent({ bucket, id: `event-${minute}`, time: at(minute) }),
      ...{ findings: [], steps: [], before: {} },
      ...(undo && { undo }),
    },
  })
  const counted = () => {
    const { objects, stored } = memoryObjects(() => 0)
    const counts = { reads: 0, atOnce: 0, mostAtOnce: 0, mostListed: 0 }
    const counting: JsonObjects = {
      ...objects,
      async get(key) {
        counts.reads += 1
        counts.atOnce += 1
        counts.mostAtOnce = Math.max(counts.mostAtOnce, counts.atOnce)
        await Promise.resolve()
        counts.atOnce -= 1
        return objects.get(key)
      },
      async list(prefix, most) {
        const listed = await objects.list(prefix, most)
        counts.mostListed = Math.max(counts.mostListed, listed.length)
        return listed
      },
    }
    return {
      busy: journalOver(counting, () => undefined),
      counts,
      stored,
    }
  }
  const filled = async () => {
    const made = counted()
    const undo = { of: 'record', until: '2026-12-20', controls: ['tls-only'] } as const
    await made.busy.open(change(0, undo))
    for (let minute = 1; minute <= 3000; minute += 1) await made.busy.open(change(minute))
    return made
  }

  test('has few keys listed and few entries read, some at once: the newest changes, and every undo', async () => {
    const { busy, counts } = await filled()
    const { entries, hasMore } = await busy.recent(bucket, {})
    expect(entries).toEqual([
      change(0, { of: 'record', until: '2026-12-20', controls: ['tls-only'] }),
      ...Array.from({ length: 100 }, (_, index) => change(2901 + index)),
    ])
    expect(hasMore).toBe(true)
    expect(counts).toMatchObject({ reads: 101, mostAtOnce: 20, mostListed: 101 })
  })

  test('has an old change found by its id', async () => {
    const { busy, counts } = await filled()
    const { entries } = await busy.recent(bucket, { id: 'event-7' })
    expect(entries).toEqual([change(7)])
    expect(counts.reads).toBe(1)
  })

  test('has any number of changes after one event', async () => {
    const { busy, counts } = counted()
    const one = (second: number): JournalEntry => ({
      ...change(1),
      started: new Date(Date.parse(at(2)) + second * 1000).toISOString(),
    })
    for (let second = 0; second < 300; second += 1) {
      const place = await busy.open(one(second))
      await busy.amend(place, { ...place.entry, unneeded: true })
    }
    expect(await busy.find(change(1).intent.event, always)).toBeUndefined()
    expect(counts.reads).toBeLessThanOrEqual(101)
  })
})

test('a journal bucket that does not exist is an error for reads and writes', async () => {
  const missing = journalIn(
    'cooper-missing',
    ACCOUNT,
    { reader: s3(), writer: s3() },
    () => undefined,
  )
  await expect(missing.find(bucketEvent(), always)).rejects.toMatchObject({ code: 'Journal' })
  await expect(missing.open(entry())).rejects.toMatchObject({ code: 'Journal' })
})

test('a journal bucket of another account is an error for reads and writes', async () => {
  const clients = { reader: s3(), writer: s3() }
  const foreign = journalIn(BUCKET, '210987654321', clients, () => undefined)
  await expect(foreign.open(entry())).rejects.toMatchObject({ code: 'Journal' })
  await expect(foreign.find(bucketEvent(), always)).rejects.toMatchObject({ code: 'Journal' })
})

test('buckets of the same name in two accounts have histories of their own', async () => {
  const one = entry()
  const bucket = { ...one.intent.event.bucket, account: '210987654321' }
  await journal().open(one)
  expect(await journal().recent(bucket, {})).toMatchObject({ entries: [] })
  const { entries } = await journal().recent(one.intent.event.bucket, {})
  expect(entries).toContainEqual(one)
})

describe('the mark of an entry in the outbox', () => {
  /** The calls on the objects in the order of their begin and end. Each takes a while. */
  function heard() {
    const { objects, stored } = memoryObjects(() => 0)
    const steps: string[] = []
    const slowly = Object.entries(objects).map(([name, call]) => [
      name,
      async (...parameters: readonly unknown[]) => {
        steps.push(name)
        await new Promise((done) => setTimeout(done, 5))
        const answer = await Reflect.apply(call, undefined, parameters)
        steps.push('answer')
        return answer
      },
    ])
    const slow: JsonObjects = Object.fromEntries(slowly)
    const marks = () => [...stored.keys()].filter((key) => key.startsWith('outbox/'))
    return {
      journal: journalOver(slow, () => undefined),
      steps: () => steps.splice(0),
      marks,
    }
  }
  const record = recordOf(
    {
      event: bucketEvent(),
      findings: [],
      attempts: [],
      before: {},
      after: posture(),
      remaining: [],
    },
    new Date('2026-11-20T09:30:09.000Z'),
  )

  test('is put and removed beside the entry, so that no request waits for it', async () => {
    const { journal, steps, marks } = heard()
    const place = await journal.open(entry())
    expect(steps()).toEqual(['create', 'put', 'answer', 'answer'])
    const recorded = await journal.amend(place, { ...place.entry, record })
    expect([steps(), marks().length]).toEqual([['replace', 'answer'], 1])
    await journal.amend(recorded, { ...recorded.entry, notified: ['sns'] })
    expect(steps()).toEqual(['replace', 'remove', 'answer', 'answer'])
    expect(marks()).toEqual([])
  })

  test('comes back when an interrupted run is resumed', async () => {
    const { journal, marks } = heard()
    const place = await journal.open(entry())
    const closed = await journal.amend(place, { ...place.entry, unneeded: true })
    expect(marks()).toEqual([])
    const resumed = resumedBy('run-2', new Date('2026-11-20T09:45:00Z'), place.entry)
    await journal.amend(closed, resumed)
    expect(marks()).toEqual([keyOfMark(resumed)])
  })

  test('must be there before a write to the bucket, but need not be gone after the message', async () => {
    const { objects } = memoryObjects(() => 0)
    const failing = () => Promise.reject(new Error('The outbox is down'))
    const without = (broken: Partial<JsonObjects>) =>
      journalOver({ ...objects, ...broken }, () => undefined)
    await expect(without({ put: failing }).open(entry())).rejects.toThrow('The outbox is down')
    const place = await without({}).open(entry())
    const closed = { ...place.entry, record, notified: ['sns'] }
    await expect(without({ remove: failing }).amend(place, closed)).resolves.toBeDefined()
  })

  test('stays if the entry cannot be closed as unneeded, since nobody was notified', async () => {
    const { objects, stored } = memoryObjects(() => 0)
    const failing = () => Promise.reject(new Error('The journal is down'))
    const [journal, broken] = [objects, { ...objects, replace: failing }].map((one) =>
      journalOver(one, () => undefined),
    )
    const place = await journal?.open(entry())
    if (!place) throw new Error('The entry should be open')
    const closed = broken?.amend(place, { ...place.entry, unneeded: true })
    await expect(closed).rejects.toThrow('The journal is down')
    expect([...stored.keys()].filter((key) => key.startsWith('outbox/'))).toHaveLength(1)
  })
})
