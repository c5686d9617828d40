import { describe, expect, test } from 'vitest'
import type { Actor } from '../../src/core/event.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import type { Journal } from '../../src/core/ports.ts'
import type { Settings } from '../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { WITHOUT_JOURNAL } from '../../src/remediation/without-journal.ts'
import {
  BUCKET,
  bucketEvent,
  everyMode,
  type Look,
  OWNERS_STATEMENT,
  policyOf,
  rule,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const TERRAFORM: Partial<Actor> = {
  arn: 'arn:aws:sts::123456789012:assumed-role/terraform/apply',
  userAgent: 'Terraform/1.13',
}

/** A bucket whose old settings somebody keeps putting back. */
function bucketWith(
  old: Look,
  settings: Partial<Settings> = {},
  journal: Journal = fakeJournal().journal,
) {
  const { s3, state, calls } = fakeS3(old)
  let now = Date.parse('2026-11-20T09:30:00Z')
  let number = 0
  const { ports, notified: told } = fakePorts({ s3, journal, now: () => new Date(now) })
  return {
    state,
    told,
    puts: () => calls.filter((call) => call.startsWith('put')),
    /** Puts the old settings back, and Cooper hears of it. */
    async undo(actor: Partial<Actor> = TERRAFORM, look: Look = old, name = 'PutBucketPolicy') {
      number += 1
      state.policy = look.policy ?? undefined
      state.encryption = look.encryption ?? undefined
      const time = new Date(now - 5000).toISOString()
      const event = bucketEvent({ id: `event-${number}`, time, name })
      const by = { ...event, actor: { ...event.actor, ...actor } }
      const { outcome } = await remediateBucket(by, { ...SETTINGS, ...settings }, ports)
      return outcome
    },
    pass: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

const OLD = { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 }

async function repeat(times: number, act: () => Promise<string>, between: () => void) {
  const outcomes: string[] = []
  for (let count = 0; count < times; count += 1) {
    outcomes.push(await act())
    between()
  }
  return outcomes
}

describe('who puts the old policy back again and again', () => {
  test('meets three mends and one message in 24 hours, and silence after that', async () => {
    const { undo, pass, puts, told } = bucketWith(OLD)
    const outcomes = await repeat(20, undo, () => pass(MINUTE))
    expect(outcomes).toEqual([...Array(3).fill('remediated'), ...Array(17).fill('flapping')])
    expect(puts()).toHaveLength(3)
    expect(told.map(({ outcome }) => outcome)).toEqual([...Array(3).fill('remediated'), 'flapping'])
  })

  test('is named in it, with the tool, since when, until when, and the lines for the template', async () => {
    const { undo, pass, told } = bucketWith(OLD)
    await undo({ arn: 'arn:aws:iam::123456789012:user/first', userAgent: 'console' })
    await repeat(4, undo, () => pass(MINUTE))
    const message = told.at(-1)
    expect(message).toMatchObject({
      outcome: 'flapping',
      flapping: [{ control: 'tls-only', times: 3, since: '2026-11-20T09:30:00.000Z' }],
      steps: [{ status: 'planned' }],
      remaining: [{ control: 'tls-only', verdict: 'non-compliant' }],
    })
    expect(message?.flapping?.[0]?.until).toBe('2026-11-21T09:32:00.000Z')
    const email = message ? emailOf(message) : ''
    for (const text of [
      'Cooper has stopped for now.',
      'fixed 3 times since 2026-11-20T09:30:00.000Z, and undone each time',
      'Undone by arn:aws:sts::123456789012:assumed-role/terraform/apply (AssumedRole) with Terraform/1.13',
      'Terraform:',
      'sid       = "TlsOnly"',
    ]) {
      expect(email).toContain(text)
    }
    // Who only made the bucket undid nothing.
    expect(email).not.toContain('user/first')
  })

  test('is not taken for who tagged the bucket meanwhile, or for a sweep', async () => {
    const { undo, pass, told } = bucketWith(OLD)
    await repeat(2, undo, () => pass(MINUTE))
    await undo({ arn: 'arn:aws:iam::123456789012:user/tagger' }, OLD, 'TagResource')
    await undo({ arn: undefined, kind: 'Cooper' }, OLD, 'BucketCheckRequested')
    const by = told.at(-1)?.flapping?.[0]?.by
    expect(by).toMatchObject([TERRAFORM])
  })

  test('is mended again when that time is over, and the count begins anew', async () => {
    const { undo, pass, puts, told } = bucketWith(OLD)
    await repeat(6, undo, () => pass(MINUTE))
    pass(25 * HOUR)
    const outcomes = await repeat(5, undo, () => pass(MINUTE))
    expect(outcomes).toEqual([...Array(3).fill('remediated'), 'flapping', 'flapping'])
    expect(puts()).toHaveLength(6)
    expect(told.filter(({ outcome }) => outcome === 'flapping')).toHaveLength(2)
  })

  test('rarely enough, is mended each time', async () => {
    const { undo, pass } = bucketWith(OLD)
    const outcomes = await repeat(10, undo, () => pass(9 * HOUR))
    expect(outcomes).toEqual(Array(10).fill('remediated'))
  })

  test('meets as many mends in as many hours as asked for', async () => {
    const { undo, pass, puts } = bucketWith(OLD, { flappingLimit: 1, flappingHours: 2 })
    const outcomes = await repeat(4, undo, () => pass(50 * MINUTE))
    expect(outcomes).toEqual(['remediated', 'flapping', 'flapping', 'flapping'])
    expect(puts()).toHaveLength(1)
  })
})

test('a fight over one control does not keep Cooper from mending another', async () => {
  const { undo, pass, state, told } = bucketWith(OLD)
  await repeat(5, undo, () => pass(MINUTE))
  const outcome = await undo(TERRAFORM, { ...OLD, encryption: null })
  expect(outcome).toBe('flapping')
  expect(state.encryption).toEqual(rule('AES256'))
  expect(state.policy).toEqual(OLD.policy)
  expect(told.at(-1)?.steps).toMatchObject([
    { status: 'done', step: { action: 'put', attribute: 'encryption' } },
    { status: 'planned', step: { controls: ['tls-only'] } },
  ])
})

test('who gives in is left in peace: all buckets are compliant, nothing is told', async () => {
  const { undo, pass, told } = bucketWith(OLD)
  await repeat(5, undo, () => pass(MINUTE))
  const before = told.length
  const policy = policyOf(OWNERS_STATEMENT, tlsOnlyStatement(BUCKET))
  expect(await undo(TERRAFORM, { ...OLD, policy })).toBe('compliant')
  expect(told).toHaveLength(before)
})

test('where Cooper only reports there is no fight', async () => {
  const { undo, pass } = bucketWith(OLD, { modes: everyMode('report') })
  expect(await repeat(5, undo, () => pass(MINUTE))).toEqual(Array(5).fill('reported'))
})

test('without a journal Cooper does not know what it did before, and mends each time', async () => {
  const { undo, pass, puts } = bucketWith(OLD, {}, WITHOUT_JOURNAL)
  await repeat(5, undo, () => pass(MINUTE))
  expect(puts()).toHaveLength(5)
})
