import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { journalIn } from '../../../src/aws/journal/journal.ts'
import type { JournalEntry } from '../../../src/core/journal/entry.ts'
import { type LocalAws, startLocalAws } from '../../../src/local-aws/start.ts'
import { clientsOf } from '../../local-aws/support.ts'
import { bucketEvent } from '../../support/builders.ts'

const always = () => true

const BUCKET = 'cooper-journal'

let aws: LocalAws
let number = 0
beforeAll(async () => {
  aws = await startLocalAws()
  await s3().send(new CreateBucketCommand({ Bucket: BUCKET }))
})
afterAll(() => aws.close())

const s3 = () => clientsOf(aws, { protocol: 'https' }).s3
const journal = () => journalIn(BUCKET, { reader: s3(), writer: s3() })

/** An entry about an event of its own. */
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

  test('lies under its bucket and time, one object a change', async () => {
    const one = entry()
    const first = await journal().open(one)
    await journal().amend(first, { ...one, unneeded: true })
    const second = await journal().open(one)
    const Prefix = `changes/bucket=cooper-example-bucket/2026-11-20T09:30:00Z-event%2F${number}`
    expect([first.key, second.key]).toEqual([`${Prefix}.json`, `${Prefix}-2.json`])
    const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }))
    expect(Contents).toHaveLength(2)
    expect((await journal().find(one.intent.event, always))?.key).toBe(second.key)
  })

  test('is never overwritten unseen', async () => {
    const one = entry()
    const place = await journal().open(one)
    await journal().amend(place, { ...one, notified: ['sns'] })
    await expect(journal().amend(place, one)).rejects.toMatchObject({
      message: expect.stringContaining('Cannot write to the journal in bucket "cooper-journal"'),
      code: 'Journal',
    })
  })
})

test('a folder that somebody made in the console is no entry', async () => {
  const bucket = { ...bucketEvent().bucket, name: 'another-bucket' }
  const one = { ...entry(), intent: { ...entry().intent, event: bucketEvent({ bucket }) } }
  await journal().open(one)
  const Key = 'changes/bucket=another-bucket/'
  await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '' }))
  expect(await journal().recent(bucket, new Date(0))).toEqual([one])
})

test('a journal that is not there is an error, for reading as for writing', async () => {
  const lost = journalIn('cooper-lost', { reader: s3(), writer: s3() })
  await expect(lost.find(bucketEvent(), always)).rejects.toMatchObject({ code: 'Journal' })
  await expect(lost.open(entry())).rejects.toMatchObject({ code: 'Journal' })
})

test('a journal that belongs to another account hears nothing', async () => {
  const one = entry()
  const bucket = { ...one.intent.event.bucket, account: '210987654321' }
  const foreign = { ...one, intent: { ...one.intent, event: { ...one.intent.event, bucket } } }
  await expect(journal().open(foreign)).rejects.toMatchObject({ code: 'Journal' })
  await expect(journal().find(foreign.intent.event, always)).rejects.toMatchObject({
    code: 'Journal',
  })
})
