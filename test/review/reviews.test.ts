import { describe, expect, test } from 'vitest'
import { reviewQueueIn } from '../../src/aws/journal/reviews/review-queue.ts'
import { keyOfReview, type ReviewNote } from '../../src/core/announcements/review.ts'
import type { LogJudgement, ReviewPorts } from '../../src/core/announcements/review-ports.ts'
import { keyOfWatch, watchOf } from '../../src/core/announcements/watch.ts'
import { refusalMessageOf } from '../../src/core/messages/refusal-message.ts'
import { answerReviews } from '../../src/review/answer-reviews.ts'
import { watchChanges } from '../../src/review/watch-changes.ts'
import { BUCKET, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { memoryObjects } from '../support/memory-objects.ts'
import { sampleRecord } from '../support/sample-record.ts'

const NOW = Date.parse('2026-11-27T09:30:00Z')
const DAY = 86_400_000

const noteOf = (name: string): ReviewNote => ({
  ...{ version: 1, bucket: { ...BUCKET, name }, asked: '2026-11-27T03:15:00.000Z', days: 7 },
  ...{ before: null, after: policyOf(OWNERS_STATEMENT) },
})

const client = (number: number) => ({
  ...{ requester: `arn:aws:iam::123456789012:user/client-${number}`, sourceAddress: null },
  ...{ userAgent: null, requests: 1, last: '2026-11-26T08:00:00.000Z' },
})

const QUIET: LogJudgement = { isComplete: true, requests: 0, clients: [] }

function reviewing(
  judge: (bucket: string) => LogJudgement,
  timeLeft: () => number = () => 900_000,
) {
  const { objects, stored } = memoryObjects(() => 0)
  const unreadable: string[] = []
  const calls: string[] = []
  const since: Date[] = []
  let now = NOW
  const ports: ReviewPorts = {
    queue: reviewQueueIn(objects, (key) => void unreadable.push(key)),
    async judge({ name }, _, from) {
      since.push(from)
      return judge(name)
    },
    requestCheck: async ({ name }) => void calls.push(`check ${name}`),
    notify: async (record, { requests, clients }) =>
      void calls.push(`notify ${record.bucket} ${requests} ${clients.length}`),
    now: () => new Date(now),
    remaining: timeLeft,
  }
  return {
    ...{ ports, objects, stored, unreadable, calls, since },
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    ask: async (...names: readonly string[]) => {
      for (const name of names) {
        const note = noteOf(name)
        await objects.put(keyOfReview(note.bucket), note)
      }
    },
    answerOf: (name: string): ReviewNote['review'] =>
      JSON.parse(stored.get(keyOfReview({ ...BUCKET, name }))?.text ?? '{}').review,
  }
}

describe('the questions of the bot', () => {
  test.each<[string, LogJudgement, object]>([
    ['quiet', QUIET, { verdict: 'quiet', requests: 0 }],
    [
      'in use, also where some logs are missing',
      { isComplete: false, note: 'young', requests: 2, clients: [client(1)] },
      { verdict: 'in-use', requests: 2, note: 'young' },
    ],
    [
      'unknown where logs are missing',
      { isComplete: false, note: 'none', requests: 0, clients: [] },
      { verdict: 'unknown', note: 'none' },
    ],
  ])('are answered: %s', async (_, judgement, expected) => {
    const { ports, ask, answerOf, calls, since } = reviewing(() => judgement)
    await ask('one')
    expect(await answerReviews(ports)).toEqual({ done: 1, failures: [] })
    expect(answerOf('one')).toMatchObject({
      ...expected,
      days: 7,
      time: '2026-11-27T09:30:00.000Z',
    })
    expect(calls).toEqual(['check one'])
    expect(since).toEqual([new Date(NOW - 7 * DAY)])
  })

  test('name ten clients at most', async () => {
    const clients = Array.from({ length: 12 }, (_, number) => client(number))
    const { ports, ask, answerOf } = reviewing(() => ({ ...QUIET, requests: 12, clients }))
    await ask('one')
    await answerReviews(ports)
    expect(answerOf('one')?.clients).toEqual(clients.slice(0, 10))
  })

  test('are answered once', async () => {
    const { ports, ask, calls } = reviewing(() => QUIET)
    await ask('one')
    await answerReviews(ports)
    await answerReviews(ports)
    expect(calls).toEqual(['check one'])
  })

  test('do not wait for one whose logs cannot be read now', async () => {
    const { ports, ask, answerOf, calls } = reviewing((name) => {
      if (name === 'one') throw new Error('S3 is away')
      return QUIET
    })
    await ask('one', 'two')
    const { done, failures } = await answerReviews(ports)
    expect([done, failures]).toEqual([1, [new Error('S3 is away')]])
    expect(answerOf('one')).toBeUndefined()
    expect(calls).toEqual(['check two'])
  })

  test('wait for the next run when the time is over', async () => {
    const { ports, ask, calls } = reviewing(
      () => QUIET,
      () => 119_000,
    )
    await ask('one')
    expect((await answerReviews(ports)).done).toBe(0)
    expect(calls).toEqual([])
  })

  test('that the bot asked anew meanwhile get no answer about the old change', async () => {
    const { ports, ask, answerOf, objects } = reviewing(() => QUIET)
    await ask('one')
    const judge: ReviewPorts['judge'] = async () => {
      const note = { ...noteOf('one'), after: policyOf() }
      await objects.put(keyOfReview(note.bucket), note)
      return QUIET
    }
    expect((await answerReviews({ ...ports, judge })).failures).toHaveLength(1)
    expect(answerOf('one')).toBeUndefined()
  })

  test.each([
    ['is cut off', (text: string) => text.slice(0, -1)],
    ['names another bucket than its key', (text: string) => text.replace('"one"', '"two"')],
    ['has a policy that is none', (text: string) => text.replace('"before":null', '"before":7')],
  ])('a note that %s is reported and skipped', async (_, spoil) => {
    const { ports, ask, stored, unreadable, calls } = reviewing(() => QUIET)
    await ask('one')
    for (const [key, object] of stored) stored.set(key, { ...object, text: spoil(object.text) })
    await answerReviews(ports)
    expect(calls).toEqual([])
    expect(unreadable).toEqual([keyOfReview({ ...BUCKET, name: 'one' })])
  })
})

describe('changes that are watched', () => {
  const record = { ...sampleRecord(), time: new Date(NOW).toISOString() }
  const watch = watchOf(record, 3)

  async function watching(judge: () => LogJudgement) {
    const account = reviewing(judge)
    if (watch) await account.objects.put(keyOfWatch(record), watch)
    return account
  }

  test('are those that require TLS, while days are left', () => {
    expect(watch).toMatchObject({ until: '2026-11-30T09:30:00.000Z' })
    expect(watchOf(record, 0)).toBeUndefined()
    expect(watchOf({ ...record, steps: [] }, 3)).toBeUndefined()
    const planned = record.steps.map((step) => ({ ...step, status: 'planned' as const }))
    expect(watchOf({ ...record, steps: planned }, 3)).toBeUndefined()
  })

  test('are looked at once a day, until a day after the end', async () => {
    const { ports, since, stored, pass } = await watching(() => QUIET)
    for (let hour = 0; hour < 24 * 4; hour += 1) {
      expect(stored.size).toBe(1)
      await watchChanges(ports)
      pass(DAY / 24)
    }
    await watchChanges(ports)
    expect(stored.size).toBe(0)
    expect(since).toEqual(Array(5).fill(new Date(NOW)))
  })

  test('are told once where clients are refused', async () => {
    const { ports, calls, stored } = await watching(() => ({
      ...{ isComplete: true, requests: 2 },
      clients: [client(1)],
    }))
    await watchChanges(ports)
    await watchChanges(ports)
    expect(calls).toEqual([`notify ${record.bucket} 2 1`])
    expect(stored.size).toBe(0)
  })

  test('that no message could be sent about are told by the next run', async () => {
    const { ports, stored } = await watching(() => ({
      ...QUIET,
      requests: 1,
      clients: [client(1)],
    }))
    const notify = async () => Promise.reject(new Error('SNS is away'))
    expect((await watchChanges({ ...ports, notify })).failures).toHaveLength(1)
    expect(stored.size).toBe(1)
  })

  test('the text of a log does not escape into the message', () => {
    const hostile = { ...client(1), userAgent: '\u001b[2Jhttp://evil.example', requester: '\u202e' }
    const refused = { time: record.time, requests: 1, clients: [hostile] }
    const [form] = refusalMessageOf(record, refused).forms()
    expect(form?.text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|http:\/\/evil/u)
  })
})
