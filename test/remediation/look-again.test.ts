import { expect, test } from 'vitest'
import { journalOver } from '../../src/aws/journal/journal.ts'
import { waitingIn } from '../../src/aws/journal/waiting-store.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import type { WaitingBucket } from '../../src/core/journal/waiting.ts'
import { lookAgain } from '../../src/remediation/settling/look-again.ts'
import { BUCKET, bucketEvent } from '../support/builders.ts'
import { memoryObjects } from '../support/memory-objects.ts'
import { STACK } from '../support/stacks.ts'

const END = { version: 1, stack: STACK.id, time: '2026-11-20T09:34:00Z' } as const

const EARLIER = '2026-11-20T09:29:00.000Z'
const LATER = '2026-11-20T09:34:01.000Z'

const noteOf = (event: BucketEvent): WaitingBucket => ({
  ...{ version: 1, since: event.time, cause: 'deployment' },
  ...{ stack: STACK, event },
})

async function waitingBuckets(names: readonly string[]) {
  const { objects, stored } = memoryObjects(() => 0)
  const unreadable: string[] = []
  const waiting = waitingIn(objects, (key) => void unreadable.push(key))
  for (const name of names) {
    await waiting.begin(noteOf(bucketEvent({ bucket: { ...BUCKET, name } })))
  }
  const left = () => [...stored.keys()].filter((key) => key.includes('/waiting/'))
  const known = async (name: string) => {
    const report = (key: string) => void unreadable.push(key)
    return (await journalOver(objects, report).recent({ ...BUCKET, name }, {})).waiting
  }
  return { waiting, stored, left, unreadable, known }
}

const NAMES = ['one', 'two', 'three', 'four', 'five', 'six']
const nameOf = ({ bucket }: BucketEvent) => bucket.name

test('looks at each bucket of the stack, and removes its note', async () => {
  const { waiting, left } = await waitingBuckets(NAMES)
  const other = { ...STACK, id: STACK.id.replace('5f3a', '6f3a') }
  const event = bucketEvent()
  await waiting.begin({ version: 1, since: event.time, cause: 'deployment', stack: other, event })
  const seen: string[] = []
  const look = async (one: BucketEvent) => {
    seen.push(nameOf(one))
    return { outcome: 'compliant' }
  }
  expect(await lookAgain(END, { waiting, look, timeLeft: () => 60_000 })).toBe(6)
  expect(seen.toSorted()).toEqual(NAMES.toSorted())
  expect(left()).toEqual([expect.stringContaining(BUCKET.name)])
})

test('one failure keeps the note of that bucket only, and fails at the end', async () => {
  const { waiting, left } = await waitingBuckets(NAMES)
  const look = async (event: BucketEvent) => {
    if (nameOf(event) === 'two') throw new Error('S3 is away')
    return { outcome: 'remediated' }
  }
  await expect(lookAgain(END, { waiting, look, timeLeft: () => 60_000 })).rejects.toThrow('away')
  expect(left()).toEqual([expect.stringContaining('bucket=two/')])
})

test('without time the rest stays for the next delivery', async () => {
  const { waiting, left } = await waitingBuckets(NAMES)
  const look = async () => ({ outcome: 'gone' })
  const run = lookAgain(END, { waiting, look, timeLeft: () => 1000 })
  await expect(run).rejects.toThrow('Cannot look at 2 buckets in time')
  expect(left()).toHaveLength(2)
})

test('a bucket that waits again keeps its new note, and the one that is over is removed', async () => {
  const { waiting, left } = await waitingBuckets(['one'])
  const [before = ''] = left()
  const look = async (event: BucketEvent) => {
    await waiting.begin({ ...noteOf(event), since: LATER })
    return { outcome: 'settling' }
  }
  await lookAgain(END, { waiting, look, timeLeft: () => 60_000 })
  expect(left()).toEqual([expect.stringContaining(LATER)])
  expect(left()).not.toContain(before)
})

test('a bucket with several notes gets one look', async () => {
  const { waiting, left } = await waitingBuckets(['one'])
  const event = bucketEvent({ bucket: { ...BUCKET, name: 'one' } })
  await waiting.begin({ ...noteOf(event), since: EARLIER })
  let looks = 0
  const look = async () => {
    looks += 1
    return { outcome: 'remediated' }
  }
  expect(await lookAgain(END, { waiting, look, timeLeft: () => 60_000 })).toBe(1)
  expect([looks, left()]).toEqual([1, []])
})

test.each([
  ['is cut off', (text: string) => text.slice(0, -1)],
  [
    'names another bucket than its key',
    (text: string) => text.replace('"name":"one"', '"name":"two"'),
  ],
  ['names a stack that is none', (text: string) => text.replaceAll('stack/shop', 'shop')],
])('a note that %s is reported and skipped', async (_, spoil) => {
  const { known, stored, unreadable } = await waitingBuckets(['one'])
  for (const [key, object] of stored) stored.set(key, { ...object, text: spoil(object.text) })
  expect(await known('one')).toEqual([])
  expect(unreadable).toHaveLength(1)
})

test('a bucket has one note for deletions of its policy, however many there are', async () => {
  const { waiting, left } = await waitingBuckets([])
  const event = bucketEvent()
  for (const since of [EARLIER, event.time, LATER]) {
    await waiting.begin({ version: 1, since, cause: 'deletion', stack: undefined, event })
  }
  expect(left()).toHaveLength(1)
})
