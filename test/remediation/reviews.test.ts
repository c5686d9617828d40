import { describe, expect, test } from 'vitest'
import { reviewsIn } from '../../src/aws/journal/reviews/review-store.ts'
import { keyOfReview, type Review, type ReviewNote } from '../../src/core/announcements/review.ts'
import type { Settings } from '../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { announcingBucket, OPEN } from '../support/announcing-bucket.ts'
import { BUCKET, everyGrace, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { memoryObjects } from '../support/memory-objects.ts'

const KEY = keyOfReview(BUCKET)
const FIXED = policyOf(OWNERS_STATEMENT, tlsOnlyStatement(BUCKET))

const CLIENT = {
  ...{ requester: 'arn:aws:iam::123456789012:user/importer', sourceAddress: '192.0.2.10' },
  ...{ userAgent: 'curl/8.0', requests: 3, last: '2026-11-26T08:00:00.000Z' },
}

const ANSWERS = {
  quiet: { verdict: 'quiet', requests: 0, clients: [] },
  'in-use': { verdict: 'in-use', requests: 3, clients: [CLIENT] },
  unknown: { verdict: 'unknown', requests: 0, clients: [], note: 'Access logging is off' },
} as const

/** A bucket whose fix is due on day 7, and access logs that are judged. */
function reviewed(settings: Partial<Settings> = {}) {
  const { objects, stored } = memoryObjects(() => 0)
  const unreadable: string[] = []
  const reviews = reviewsIn(objects, (key) => void unreadable.push(key))
  const asked = { graceDays: everyGrace(7), quietDays: 7, ...settings }
  const bucket = announcingBucket({ settings: asked, ports: { reviews } })
  const note = (): ReviewNote | undefined => JSON.parse(stored.get(KEY)?.text ?? 'null')
  return {
    ...{ ...bucket, stored, note, unreadable },
    async answer(verdict: keyof typeof ANSWERS, day: number) {
      const time = new Date(Date.parse('2026-11-20T10:00:00Z') + day * 86_400_000).toISOString()
      const review: Review = { ...ANSWERS[verdict], time, days: 7 }
      await objects.put(KEY, { ...note(), review })
    },
  }
}

/** A bucket whose fix was announced, and is due. */
async function due(settings: Partial<Settings> = {}) {
  const bucket = reviewed(settings)
  await bucket.on(0)
  await bucket.on(7)
  return bucket
}

describe('on its day', () => {
  test('a change of the policy waits for the access logs, and nobody is notified', async () => {
    const { puts, note, notified } = await due()
    expect(puts()).toEqual([])
    expect(notified).toHaveLength(1)
    expect(note()).toMatchObject({
      ...{ bucket: BUCKET, days: 7, before: OPEN.policy, after: FIXED },
      asked: expect.stringMatching(/^2026-11-27T/),
    })
  })

  test('the question is asked once, and again when the change became another', async () => {
    const { on, note } = await due()
    const first = note()?.asked
    await on(7)
    expect(note()?.asked).toBe(first)
    const other = policyOf({ ...OWNERS_STATEMENT, Sid: 'Another' })
    await on(7, undefined, (state) => {
      state.policy = other
    })
    expect(note()).toMatchObject({ before: other })
    expect(note()?.asked).not.toBe(first)
  })

  test.each<[string, Partial<Settings>]>([
    ['without QUIET_DAYS', { quietDays: 0 }],
    ['of the encryption only', { controls: ['default-encryption'], defaultEncryption: 'sse-kms' }],
  ])('a change %s is made without a look', async (_, settings) => {
    const { puts, note } = await due(settings)
    expect(puts()).toHaveLength(1)
    expect(note()).toBeNull()
  })

  test('before its day, and for a compliant bucket, nothing is read or asked', async () => {
    const bucket = reviewed()
    await bucket.on(0)
    await bucket.on(6)
    expect(bucket.stored.size).toBe(0)
  })
})

describe('when the logs were judged', () => {
  test('quiet: the change is made, and the message says what the logs said', async () => {
    const { on, answer, notified, puts, emails } = await due()
    await answer('quiet', 7)
    expect(await on(7)).toMatchObject({ outcome: 'remediated' })
    expect(puts()).toEqual(['putPolicy'])
    expect(notified.at(-1)).toMatchObject({ review: { verdict: 'quiet' } })
    expect(emails().at(-1)).toContain(
      'ACCESS LOGS\n- The change denies none of the requests of the last 7 days.',
    )
  })

  test('in use: the change is postponed by a week, and the message names the clients', async () => {
    const { on, answer, notified, puts, emails } = await due()
    await answer('in-use', 7)
    expect(await on(7)).toMatchObject({ outcome: 'announced' })
    expect(puts()).toEqual([])
    expect(notified.at(-1)).toMatchObject({
      announced: [{ control: 'tls-only', day: '2026-12-04', isNew: true, extensions: 1 }],
    })
    const email = emails().at(-1)
    expect(email).toContain('Cooper postponed the fix by a week')
    expect(email).toContain('postponed once since clients use it')
    expect(email).toContain('3 by arn:aws:iam::123456789012:user/importer')
    expect(email).toContain('from 192.0.2.10 with curl/8.0')
    for (const day of [8, 9, 13]) await on(day)
    expect(notified).toHaveLength(2)
  })

  test('an answer of before the postponed day counts no longer', async () => {
    const { on, answer, note } = await due()
    await answer('in-use', 7)
    await on(7)
    await on(14)
    expect(note()?.review).toBeUndefined()
  })

  test.each([
    ['report', 'lapsed', []],
    ['remediate', 'remediated', ['putPolicy']],
  ] as const)('after all weeks GRACE_AT_END=%s decides', async (graceAtEnd, outcome, writes) => {
    const { on, answer, notified, puts } = await due({ graceAtEnd, graceExtensions: 2 })
    for (const day of [7, 14, 21]) {
      await on(day)
      await answer('in-use', day)
      await on(day)
    }
    expect(notified.map((one) => one.outcome)).toEqual([
      ...['announced', 'announced', 'announced', outcome],
    ])
    expect(puts()).toEqual(writes)
    for (const day of [22, 28, 40]) await on(day)
    expect(notified).toHaveLength(4)
  })

  test.each([
    ['report', 'lapsed', []],
    ['remediate', 'remediated', ['putPolicy']],
  ] as const)('without logs WITHOUT_LOGS=%s decides', async (withoutLogs, outcome, writes) => {
    const { on, answer, puts, emails } = await due({ withoutLogs })
    await answer('unknown', 7)
    expect(await on(7)).toMatchObject({ outcome })
    expect(puts()).toEqual(writes)
    expect(emails().at(-1)).toContain('They do not tell who uses the bucket. Access logging is off')
  })

  test('what is only reported is announced again after 30 days', async () => {
    const { on, answer, notified, puts } = await due({ withoutLogs: 'report' })
    await answer('unknown', 7)
    await on(7)
    await on(37)
    expect(notified.map(({ outcome }) => outcome)).toEqual(['announced', 'lapsed'])
    expect(await on(38)).toMatchObject({
      outcome: 'announced',
      announced: [{ control: 'tls-only', day: '2027-01-04', isNew: true }],
    })
    expect(puts()).toEqual([])
  })

  test('what is only reported is fixed when the setting allows it', async () => {
    const { on, answer, puts, set } = await due({ withoutLogs: 'report' })
    await answer('unknown', 7)
    await on(7)
    set({ graceDays: everyGrace(7), quietDays: 7, withoutLogs: 'remediate' })
    await on(8)
    await answer('unknown', 8)
    await on(8)
    expect(puts()).toEqual(['putPolicy'])
  })

  test.each([
    ['of another policy', (note: ReviewNote) => ({ ...note, before: policyOf() })],
    ['of another change', (note: ReviewNote) => ({ ...note, after: policyOf() })],
    ['of more than two days ago', (note: ReviewNote) => note, 10],
  ])('an answer %s does not count', async (_, spoil, day = 7) => {
    const { on, answer, puts, note, stored } = await due()
    await answer('quiet', 7)
    const text = JSON.stringify(spoil(note() as ReviewNote))
    stored.set(KEY, { text, tag: 'other', put: 0 } as never)
    await on(day)
    expect(puts()).toEqual([])
    expect(note()?.review).toBeUndefined()
  })

  test('an answer of before the day on which the change became due does not count', async () => {
    const { on, answer, puts, note } = await due()
    await answer('quiet', 6)
    await on(7)
    expect(puts()).toEqual([])
    expect(note()?.review).toBeUndefined()
  })

  test('a note that is not readable is reported, and asked again', async () => {
    const { on, stored, note, unreadable } = await due()
    stored.set(KEY, { text: '{"version":2}', tag: 'other', put: 0 } as never)
    await on(7)
    expect(unreadable).toEqual([KEY])
    expect(note()?.asked).toBeDefined()
  })

  test('a person who asks for a fix does not wait', async () => {
    const { on, puts } = await due()
    expect(await on(7, { name: 'CooperFix' })).toMatchObject({ outcome: 'remediated' })
    expect(puts()).toEqual(['putPolicy'])
  })
})
