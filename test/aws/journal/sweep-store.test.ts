import type { S3 } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { putEvents } from '../../../src/aws/event-bus.ts'
import { isDigestAhead } from '../../../src/aws/journal/is-sweep-begun.ts'
import { jsonObjectsIn } from '../../../src/aws/journal/json-objects.ts'
import { sweepStoreIn } from '../../../src/aws/journal/sweep-store.ts'
import { listBucketPage } from '../../../src/aws/s3/list-buckets.ts'
import { type BusEntry, checkRequest } from '../../../src/core/sweep/bus-entry.ts'
import { beginSweep } from '../../../src/core/sweep/sweep.ts'
import type { BusEvent } from '../../../src/local-aws/events/bus-event.ts'
import type { LocalAwsOptions } from '../../../src/local-aws/options.ts'
import { newBucket } from '../../../src/local-aws/s3/bucket.ts'
import { type LocalAws, startLocalAws } from '../../../src/local-aws/start.ts'
import { clientsOf } from '../../local-aws/support.ts'

const TIME = '2026-11-20T05:00:00.000Z'
const ACCOUNT = '123456789012'
const JOURNAL = 'cooper-journal'
const SWEEP = beginSweep('2026-11-20T03:15:00Z', '17793124')
const PLACE = { cooper: 'cooper-dev', account: ACCOUNT, region: 'us-east-1' }

let aws: LocalAws
afterEach(() => aws.close())

const start = async (options: LocalAwsOptions = {}) => {
  aws = await startLocalAws({ stackBuckets: [{ name: JOURNAL }], ...options })
  return clientsOf(aws, { protocol: 'https' })
}

const objectsOf = (account: string, client: S3) =>
  jsonObjectsIn(JOURNAL, account, { reader: client, writer: client })

function addBuckets(count: number, region = 'us-east-1') {
  for (let index = 0; index < count; index += 1) {
    const name = `${region}-bucket-${String(index).padStart(5, '0')}`
    const facts = { account: ACCOUNT, region, partition: 'aws', createdAt: new Date(0) }
    aws.addBucket(newBucket({ name, ...facts }))
  }
}

describe('the list of buckets', () => {
  test('has several pages, and only the buckets of the region', async () => {
    const { s3 } = await start({ stackBuckets: [] })
    addBuckets(25)
    addBuckets(3, 'eu-west-1')
    const names: string[] = []
    let token: string | undefined
    let pages = 0
    do {
      const page = await listBucketPage(s3, 'us-east-1', token, 10)
      names.push(...(page?.names ?? []))
      token = page?.next
      pages += 1
    } while (token !== undefined)
    expect(pages).toBe(3)
    expect(new Set(names).size).toBe(25)
    expect(names.every((name) => name.startsWith('us-east-1'))).toBe(true)
  })

  test('is undefined for a token that S3 does not accept', async () => {
    const { s3 } = await start()
    expect(await listBucketPage(s3, 'us-east-1', '!!!', 10)).toBeUndefined()
  })

  test.each(['AccessDenied', 'InvalidArgument'])(
    'is an error for any other refusal: %s',
    async (code) => {
      const { s3 } = await start()
      aws.fault({ operation: 'ListBuckets', error: { code, status: 400 } })
      await expect(listBucketPage(s3, 'us-east-1', undefined, 10)).rejects.toMatchObject({
        message: expect.stringContaining('Cannot list the buckets: '),
        code,
      })
    },
  )
})

describe('the event bus', () => {
  const entries: readonly BusEntry[] = ['a-bucket', 'b-bucket', 'c-bucket'].map((bucket) =>
    checkRequest(SWEEP, bucket, PLACE),
  )

  test('accepts a batch of entries with the source "cooper"', async () => {
    const accepted: BusEvent[] = []
    const { events } = await start({
      log: (entry) => void (entry.type === 'event' && accepted.push(entry.event)),
    })
    expect(await putEvents(events, entries)).toEqual([])
    expect(accepted).toMatchObject(
      entries.map(({ detail }) => ({
        source: 'cooper',
        'detail-type': 'Bucket Check Requested',
        detail,
      })),
    )
  })

  test('may reject single entries, which are returned with the error code', async () => {
    const { events } = await start({ throttles: ({ detail }) => detail.bucket === 'b-bucket' })
    expect(await putEvents(events, entries)).toEqual([
      { entry: entries[1], code: 'ThrottlingException' },
    ])
  })
})

describe('the store', () => {
  const unreadable: string[] = []
  beforeEach(() => void unreadable.splice(0))

  const open = (run = 'run-1') => {
    const objects = objectsOf(ACCOUNT, clientsOf(aws, { protocol: 'https' }).s3)
    return { objects, store: sweepStoreIn(objects, run, (key) => void unreadable.push(key)) }
  }

  test('lets only one run and its retries claim a part of a sweep', async () => {
    await start()
    const [one, other] = [open(), open('run-2')]
    expect(await one.store.claim(SWEEP.id, 1)).toBe(true)
    expect(await one.store.claim(SWEEP.id, 1)).toBe(true)
    expect(await other.store.claim(SWEEP.id, 1)).toBe(false)
    expect(await other.store.claim(SWEEP.id, 2)).toBe(true)
  })

  test('knows the sweeps that were begun', async () => {
    await start()
    const { store, objects } = open()
    expect(await store.isBegun(SWEEP.id)).toBe(false)
    await store.claim(SWEEP.id, 2)
    expect(await store.isBegun(SWEEP.id)).toBe(false)
    await store.claim(SWEEP.id, 1)
    expect(await store.isBegun(SWEEP.id)).toBe(true)
    expect(await isDigestAhead(SWEEP.id, objects, new Date('2026-11-22T03:15:00Z'))).toBe(true)
    // Whoever sends the id of an old sweep again makes nothing wait.
    expect(await isDigestAhead(SWEEP.id, objects, new Date('2026-11-24T03:15:00Z'))).toBe(false)
  })

  test('lists all pending notes, and removes those that were sent', async () => {
    await start()
    const { objects, store } = open()
    const bucket = aws.bucket(JOURNAL)
    const stored = { etag: '"1"', headers: {}, modifiedAt: new Date(), body: Buffer.from('{}') }
    for (let index = 0; index < 2500; index += 1) {
      bucket?.objects.set(
        `sweeps/pending/${SWEEP.id}/failed/123456789012/b-${index}/1.json`,
        stored,
      )
    }
    await objects.put('sweeps/runs/other.json', {})
    const pending = await store.pending()
    expect(pending).toHaveLength(2500)
    expect(pending[0]?.put).toBe(stored.modifiedAt.getTime())
    await store.remove(pending.map(({ key }) => key))
    expect([...(bucket?.objects.keys() ?? [])]).toEqual(['sweeps/runs/other.json'])
  })

  test('remembers of which exemptions people were reminded, and up to where a digest was sent', async () => {
    await start()
    const { objects, store } = open()
    expect(await store.reminded('2026-12-01')).toEqual(new Set())
    await store.remind('2026-12-01', SWEEP.id, TIME, ['a', 'b'])
    await store.remind('2026-12-01', '20261121T031500Z-1', TIME, ['c'])
    await store.remind('2026-12-02', SWEEP.id, TIME, ['d'])
    await objects.put('sweeps/reminded/2026-12-01/spoilt.json', { version: 2 })
    expect(await store.reminded('2026-12-01')).toEqual(new Set(['a', 'b', 'c']))
    expect(unreadable).toEqual(['sweeps/reminded/2026-12-01/spoilt.json'])
    expect(await store.readSent(SWEEP.id)).toBeUndefined()
    await store.putSent(SWEEP.id, { newest: 7, keys: ['a'] })
    expect(await store.readSent(SWEEP.id)).toMatchObject({ newest: 7, keys: ['a'] })
  })

  test('returns the end of a sweep', async () => {
    await start()
    const { store } = open()
    const end = { version: 1, time: '2026-11-20T03:30:00Z', buckets: 7, reason: 'why' } as const
    expect(await store.readEnd(SWEEP.id)).toBeUndefined()
    await store.putEnd(SWEEP.id, end)
    expect(await store.readEnd(SWEEP.id)).toEqual(end)
  })

  test('ignores a note that Cooper cannot have written, and replaces control characters', async () => {
    await start()
    const { objects, store } = open()
    const note = {
      ...{ version: 1, sweep: SWEEP.id, kind: 'failed', time: '2026-11-20T03:30:00Z' },
      ...{ account: '123456789012', bucket: 'www.example.org' },
      lines: ['\u001b[2J see http://evil.example and www.example.org'],
    }
    await objects.put('one', note)
    await objects.put('two', { ...note, kind: 'colour' })
    await objects.put('five', { ...note, bucket: 'not a name' })
    aws.bucket(JOURNAL)?.objects.set('three', {
      ...{ etag: '"1"', headers: {}, modifiedAt: new Date(), body: Buffer.from('no JSON') },
    })
    expect(await store.readNote('one')).toEqual({
      ...note,
      lines: ['?[2J see http[:]//evil.example and www.example.org'],
    })
    for (const key of ['two', 'three', 'four', 'five'])
      expect(await store.readNote(key)).toBeUndefined()
    expect(unreadable).toEqual(['two', 'three', 'five'])
  })

  test('fails if the bucket belongs to another account', async () => {
    const { s3 } = await start()
    const store = sweepStoreIn(objectsOf('210987654321', s3), 'run', () => undefined)
    await expect(store.pending()).rejects.toThrow()
    await expect(store.claim(SWEEP.id, 1)).rejects.toThrow()
  })
})
