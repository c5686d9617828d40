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
    const Prefix = `changes/bucket=cooper-example-bucket/2026-11-20T09:30:00Z-event%2F${number}`
    expect([first.key, second.key]).toEqual([`${Prefix}.json`, `${Prefix}-2.json`])
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
  const Key = 'changes/bucket=another-bucket/'
  await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '' }))
  expect(await journal().recent(bucket, new Date(0))).toEqual([one])
})

test('a journal bucket that does not exist is an error for reads and writes', async () => {
  const missing = journalIn('cooper-missing', { reader: s3(), writer: s3() })
  await expect(missing.find(bucketEvent(), always)).rejects.toMatchObject({ code: 'Journal' })
  await expect(missing.open(entry())).rejects.toMatchObject({ code: 'Journal' })
})

test('a journal bucket of another account is an error for reads and writes', async () => {
  const one = entry()
  const bucket = { ...one.intent.event.bucket, account: '210987654321' }
  const foreign = { ...one, intent: { ...one.intent, event: { ...one.intent.event, bucket } } }
  await expect(journal().open(foreign)).rejects.toMatchObject({ code: 'Journal' })
  await expect(journal().find(foreign.intent.event, always)).rejects.toMatchObject({
    code: 'Journal',
  })
})
