import { describe, expect, test } from 'vitest'
import { type BucketEvent, BY_APPROVAL, BY_FIX } from '../../src/core/event.ts'
import {
  type AnnouncingAccount,
  announcingBucket,
  GRACE,
  PROPOSE,
  SWEEP,
} from '../support/announcing-bucket.ts'
import { COMPLIANT_POLICY, everyGrace, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import type { State } from '../support/fake-s3.ts'
import { putAnswers } from '../support/faulty-run.ts'

describe('a bucket that is older than a day, with GRACE_DAYS', () => {
  test.each([
    ['an event', { name: 'PutBucketPolicy' }],
    ['a sweep', SWEEP],
  ])('is announced once after %s, and fixed on the day', async (_, event) => {
    const bucket = announcingBucket(GRACE)
    expect(await bucket.on(0, event)).toMatchObject({
      outcome: 'announced',
      announced: [{ control: 'tls-only', by: 'grace', day: '2026-11-27', isNew: true }],
    })
    expect(await bucket.on(3)).toMatchObject({ outcome: 'announced', reason: expect.any(String) })
    expect(bucket.notified).toHaveLength(1)
    expect(bucket.entries()).toHaveLength(1)
    expect(bucket.puts()).toEqual([])
    expect(await bucket.on(7, SWEEP)).toMatchObject({ outcome: 'remediated' })
    expect(bucket.puts()).toEqual(['putPolicy'])
    expect(bucket.notified).toHaveLength(2)
  })

  test('is announced once although its owner changes its policy', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    const changed = await bucket.on(1, { name: 'PutBucketPolicy' }, (state) => {
      state.policy = policyOf({ ...OWNERS_STATEMENT, Sid: 'Another' })
    })
    expect(changed).toMatchObject({ outcome: 'announced' })
    expect(bucket.notified).toHaveLength(1)
    expect(await bucket.on(8)).toMatchObject({ outcome: 'remediated' })
  })

  test('is shown to each digest, and not announced again', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0, SWEEP)
    const later = await bucket.on(2, SWEEP)
    expect(later).toMatchObject({ outcome: 'announced', announced: [{ day: '2026-11-27' }] })
    expect(JSON.stringify(later)).not.toContain('"isNew"')
    expect(bucket.entries()).toHaveLength(1)
  })

  test('is told what will be done, on which day, whom it may hit, and what its owner can do', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    const [email] = bucket.emails()
    expect(email).toContain('Cooper will fix it')
    expect(email).toContain('- tls-only: Due in 7 days: Cooper fixes it on 2026-11-27.')
    expect(email).toMatch(/^\+ .*"Sid": "CooperTlsOnly"/m)
    expect(email).not.toMatch(/^[+-] .*Partner may read/m)
    expect(email).toContain('- tls-only: Clients that use http:// URLs now get')
    expect(email).toContain('npx cooper fix cooper-example-bucket')
    expect(email).toContain('cooper:exempt = tls-only until=2026-12-20 and your reason')
    expect(email).toContain('Make the change yourself, by the lines below')
  })

  test('is left alone on the day if its owner exempted it, and gets no message if he fixed it', async () => {
    const exempt = announcingBucket(GRACE)
    await exempt.on(0)
    exempt.tags['cooper:exempt'] = 'tls-only until=2027-01-31 soon'
    expect(await exempt.on(8, SWEEP)).toMatchObject({ outcome: 'exempt' })
    const fixed = announcingBucket(GRACE)
    await fixed.on(0)
    const repair = (state: State) => {
      state.policy = COMPLIANT_POLICY
    }
    expect(await fixed.on(8, SWEEP, repair)).toMatchObject({ outcome: 'compliant' })
    expect([...exempt.notified, ...fixed.notified]).toHaveLength(2)
    expect([...exempt.puts(), ...fixed.puts()]).toEqual([])
  })

  test('is announced anew after a fix that was reverted', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    await bucket.on(7)
    const reverted = await bucket.on(20, { name: 'PutBucketPolicy' }, (state) => {
      state.policy = policyOf(OWNERS_STATEMENT)
    })
    expect(reverted).toMatchObject({ announced: [{ day: '2026-12-17', isNew: true }] })
  })

  test('is announced anew if it was compliant for long after the day', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    expect(await bucket.on(38)).toMatchObject({ announced: [{ day: '2027-01-04', isNew: true }] })
  })

  test('is announced once although the fix fails for months after the day', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    Object.assign(bucket.ports.s3, { putPolicy: putAnswers('AccessDenied', 403) })
    for (const day of [8, 30, 50, 75]) {
      expect(await bucket.on(day, SWEEP)).toMatchObject({ outcome: 'failed' })
    }
  })

  test('is fixed at once for a person who asks for it', async () => {
    const bucket = announcingBucket(GRACE)
    await bucket.on(0)
    expect(await bucket.on(1, { name: BY_FIX })).toMatchObject({ outcome: 'remediated' })
  })

  test('is fixed at once for a control without grace, in the same run', async () => {
    const graceDays = { ...everyGrace(0), 'tls-only': 7 }
    const bucket = announcingBucket({ settings: { graceDays, sseC: 'block' } })
    expect(await bucket.on(0)).toMatchObject({
      outcome: 'announced',
      announced: [{ control: 'tls-only' }],
      steps: [
        { step: { attribute: 'encryption' }, status: 'done' },
        { step: { attribute: 'policy' }, status: 'planned' },
      ],
    })
    expect(bucket.puts()).toEqual(['putEncryption'])
  })
})

describe('a bucket gets no grace', () => {
  const today = new Date('2026-11-20T08:00:00Z')
  test.each<[string, AnnouncingAccount, Partial<BucketEvent>]>([
    ['after its creation', { ...GRACE, region: 'eu-west-1' }, { name: 'CreateBucket' }],
    ['a few hours after its creation', { ...GRACE, created: today }, { name: 'PutBucketPolicy' }],
    [
      'where a call may only repeat its creation',
      { ...GRACE, created: today },
      { name: 'CreateBucket' },
    ],
  ])('%s', async (_, account, event) => {
    const bucket = announcingBucket(account)
    expect(await bucket.on(0, event)).toMatchObject({ outcome: 'remediated' })
  })

  test('but it does in us-east-1, where its owner may create an old bucket again', async () => {
    const bucket = announcingBucket(GRACE)
    expect(await bucket.on(0, { name: 'CreateBucket' })).toMatchObject({ outcome: 'announced' })
  })
})

describe('a bucket in the mode propose', () => {
  test('is proposed once, and not changed', async () => {
    const bucket = announcingBucket(PROPOSE)
    expect(await bucket.on(0)).toMatchObject({
      outcome: 'proposed',
      announced: [{ control: 'tls-only', by: 'proposal', id: 'event-1', day: '2026-12-20' }],
    })
    expect(await bucket.on(5)).toMatchObject({ outcome: 'proposed' })
    expect(await bucket.on(6, SWEEP)).toMatchObject({ outcome: 'proposed' })
    expect(bucket.entries()).toHaveLength(1)
    expect(bucket.puts()).toEqual([])
    const [email] = bucket.emails()
    expect(email).toMatch(/^\+ .*"Sid": "CooperTlsOnly"/m)
    expect(email).toContain('npx cooper approve cooper-example-bucket/event-1\n')
    expect(email).toContain('npx cooper reject cooper-example-bucket/event-1 --reason "why"\n')
  })

  test('is proposed again, under another id, once it has changed', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    const changed = await bucket.on(1, { name: 'PutBucketPolicy' }, (state) => {
      state.policy = policyOf({ ...OWNERS_STATEMENT, Sid: 'Another' })
    })
    expect(changed).toMatchObject({ announced: [{ id: 'event-2', isNew: true }] })
    expect(bucket.notified).toHaveLength(2)
  })

  test('has a proposal that ends, which the digest tells once', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    expect(await bucket.on(31)).toMatchObject({ outcome: 'lapsed', reason: expect.any(String) })
    expect(await bucket.on(31, SWEEP)).toMatchObject({
      outcome: 'lapsed',
      announced: [{ id: 'event-1' }],
    })
    expect(await bucket.on(32, SWEEP)).toMatchObject({
      outcome: 'lapsed',
      reason: expect.any(String),
    })
    expect(bucket.entries()).toHaveLength(2)
  })

  test('is fixed for the person who approves, and both are in the record', async () => {
    const bucket = announcingBucket(PROPOSE)
    await bucket.on(0)
    const [first] = bucket.notified
    if (!first) throw new Error('There should be a proposal')
    const approval = { id: 'event-1', controls: ['tls-only'], actor: first.actor } as const
    const actor = { ...first.actor, arn: 'arn:aws:iam::123456789012:user/approver' }
    expect(await bucket.on(1, { name: BY_APPROVAL, approval, actor })).toMatchObject({
      outcome: 'remediated',
      actor: { arn: 'arn:aws:iam::123456789012:user/approver' },
      approval: { id: 'event-1', actor: first.actor },
    })
    const reverted = await bucket.on(2, { name: 'PutBucketPolicy' }, (state) => {
      state.policy = policyOf(OWNERS_STATEMENT)
    })
    expect(reverted).toMatchObject({ outcome: 'proposed', announced: [{ isNew: true }] })
  })
})
