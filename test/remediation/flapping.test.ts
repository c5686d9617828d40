import { describe, expect, test } from 'vitest'
import type { Actor } from '../../src/core/event.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import type { Journal } from '../../src/core/ports.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { WITHOUT_JOURNAL } from '../../src/remediation/without-journal.ts'
import {
  BUCKET,
  bucketEvent,
  everyMode,
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

/** A bucket whose old policy and encryption somebody puts again and again. */
function bucketWith(
  old: Snapshot,
  settings: Partial<Settings> = {},
  journal: Journal = fakeJournal().journal,
) {
  const { s3, state, calls } = fakeS3(old)
  let now = Date.parse('2026-11-20T09:30:00Z')
  let number = 0
  const { ports, notified } = fakePorts({ s3, journal, now: () => new Date(now) })
  return {
    state,
    notified,
    puts: () => calls.filter((call) => call.startsWith('put')),
    /** Puts the old policy and encryption again, and delivers the event. */
    async revert(
      actor: Partial<Actor> = TERRAFORM,
      values: Snapshot = old,
      name = 'PutBucketPolicy',
    ) {
      number += 1
      state.policy = values.policy ?? undefined
      state.encryption = values.encryption ?? undefined
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

describe('an old policy that is put again and again', () => {
  test('is remediated three times in 24 hours, then reported once as flapping, and then left alone', async () => {
    const { revert, pass, puts, notified } = bucketWith(OLD)
    const outcomes = await repeat(20, revert, () => pass(MINUTE))
    expect(outcomes).toEqual([...Array(3).fill('remediated'), ...Array(17).fill('flapping')])
    expect(puts()).toHaveLength(3)
    expect(notified.map(({ outcome }) => outcome)).toEqual([
      ...Array(3).fill('remediated'),
      'flapping',
    ])
  })

  test('is reported with the caller, the tool, the start and end of the period, and the lines for the template', async () => {
    const { revert, pass, notified } = bucketWith(OLD)
    await revert({ arn: 'arn:aws:iam::123456789012:user/first', userAgent: 'console' })
    pass(MINUTE)
    await repeat(4, revert, () => pass(MINUTE))
    const message = notified.at(-1)
    expect(message).toMatchObject({
      outcome: 'flapping',
      flapping: [{ control: 'tls-only', times: 3, since: '2026-11-20T09:30:00.000Z' }],
      steps: [{ status: 'planned' }],
      remaining: [{ control: 'tls-only', verdict: 'non-compliant' }],
    })
    expect(message?.flapping?.[0]?.until).toBe('2026-11-21T09:33:00.000Z')
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
    // The caller who created the bucket reverted nothing.
    expect(email).not.toContain('user/first')
  })

  test('is not reported as put by a caller who tagged the bucket, or by a sweep', async () => {
    const { revert, pass, notified } = bucketWith(OLD)
    await repeat(2, revert, () => pass(MINUTE))
    await revert({ arn: 'arn:aws:iam::123456789012:user/tagger' }, OLD, 'TagResource')
    pass(MINUTE)
    await revert({ arn: undefined, kind: 'Cooper' }, OLD, 'BucketCheckRequested')
    const by = notified.at(-1)?.flapping?.[0]?.by
    expect(by).toMatchObject([TERRAFORM])
  })

  test('is remediated again after the period, and the count starts again', async () => {
    const { revert, pass, puts, notified } = bucketWith(OLD)
    await repeat(6, revert, () => pass(MINUTE))
    pass(25 * HOUR)
    const outcomes = await repeat(5, revert, () => pass(MINUTE))
    expect(outcomes).toEqual([...Array(3).fill('remediated'), 'flapping', 'flapping'])
    expect(puts()).toHaveLength(6)
    expect(notified.filter(({ outcome }) => outcome === 'flapping')).toHaveLength(2)
  })

  test('that is put only every 9 hours is remediated each time', async () => {
    const { revert, pass } = bucketWith(OLD)
    const outcomes = await repeat(10, revert, () => pass(9 * HOUR))
    expect(outcomes).toEqual(Array(10).fill('remediated'))
  })

  test('is remediated as often as the settings allow', async () => {
    const { revert, pass, puts } = bucketWith(OLD, { flappingLimit: 1, flappingHours: 2 })
    const outcomes = await repeat(4, revert, () => pass(50 * MINUTE))
    expect(outcomes).toEqual(['remediated', 'flapping', 'flapping', 'flapping'])
    expect(puts()).toHaveLength(1)
  })
})

test('flapping of one control does not stop the remediation of another', async () => {
  const { revert, pass, state, notified } = bucketWith(OLD)
  await repeat(5, revert, () => pass(MINUTE))
  const outcome = await revert(TERRAFORM, { ...OLD, encryption: null })
  expect(outcome).toBe('flapping')
  expect(state.encryption).toEqual(rule('AES256'))
  expect(state.policy).toEqual(OLD.policy)
  expect(notified.at(-1)?.steps).toMatchObject([
    { status: 'done', step: { action: 'put', attribute: 'encryption' } },
    { status: 'planned', step: { controls: ['tls-only'] } },
  ])
})

test('a bucket that becomes compliant after flapping causes no notification', async () => {
  const { revert, pass, notified } = bucketWith(OLD)
  await repeat(5, revert, () => pass(MINUTE))
  const before = notified.length
  const policy = policyOf(OWNERS_STATEMENT, tlsOnlyStatement(BUCKET))
  expect(await revert(TERRAFORM, { ...OLD, policy })).toBe('compliant')
  expect(notified).toHaveLength(before)
})

test('in report mode there is no flapping', async () => {
  const { revert, pass } = bucketWith(OLD, { modes: everyMode('report') })
  expect(await repeat(5, revert, () => pass(MINUTE))).toEqual(Array(5).fill('reported'))
})

test('without a journal Cooper cannot detect flapping, and remediates each time', async () => {
  const { revert, pass, puts } = bucketWith(OLD, {}, WITHOUT_JOURNAL)
  await repeat(5, revert, () => pass(MINUTE))
  expect(puts()).toHaveLength(5)
})
