import { describe, expect, test } from 'vitest'
import { isClosed } from '../../../src/core/journal/entry.ts'
import { emailOf } from '../../../src/core/messages/email.ts'
import type { Snapshot } from '../../../src/core/posture.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../../src/remediation/remediate-bucket.ts'
import { type Account, account } from '../../support/account.ts'
import {
  BUCKET,
  bucketEvent,
  KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  rule,
  SETTINGS,
  SSE_S3,
} from '../../support/builders.ts'
import { fakeJournal } from '../../support/fake-journal.ts'
import { fakePorts } from '../../support/fake-ports.ts'
import { fakeS3 } from '../../support/fake-s3.ts'
import { killPointsIn } from '../../support/killable.ts'

type Scenario = readonly [
  name: string,
  start: Snapshot,
  settings: Partial<Settings>,
  mentioned: readonly string[],
]

const SCENARIOS: readonly Scenario[] = [
  ['a policy', { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 }, {}, ['CooperTlsOnly']],
  ['an encryption rule', { policy: policyOf(tlsOnlyStatement(BUCKET)) }, {}, ['It is now SSE-S3']],
  [
    'all controls',
    { policy: policyOf(OWNERS_STATEMENT), encryption: rule('AES256') },
    {
      defaultEncryption: 'sse-kms',
      kmsKeyArn: KEY_ARN,
      sseC: 'block',
      uploadEncryption: 'matching',
      minimumTls: '1.2',
    },
    ['CooperTlsOnly', 'CooperMinimumTls', 'CooperUploadKey', 'SSE-KMS with key', 'SSE-C blocked'],
  ],
]

describe.each(SCENARIOS)('a run that remediates %s is killed', (_, start, settings, mentioned) => {
  const uninterrupted = async () => {
    const { deliver, state } = account(start, settings)
    const { calls } = await deliver(bucketEvent())
    return { calls, state }
  }

  const expectDone = (
    { state, notified, entries }: Account,
    final: Account['state'],
    where: string,
  ) => {
    expect(state, where).toEqual(final)
    expect(
      entries().filter((entry) => !isClosed(entry)),
      where,
    ).toEqual([])
    const changes = entries().filter(({ unneeded }) => !unneeded)
    expect(changes.length, where).toBeGreaterThan(0)
    expect(
      changes.map(({ record }) => record?.outcome),
      where,
    ).not.toContain('failed')
    const messages = notified.map(emailOf).join('\n')
    for (const text of mentioned) expect(messages, `${where}: ${text}`).toContain(text)
    const first = changes[0]?.record
    expect(first?.before, where).toEqual({
      policy: start.policy ?? null,
      encryption: start.encryption ?? null,
    })
  }

  test('before or after any outside call: the next delivery completes the remediation, records it and notifies people', async () => {
    const { calls, state: final } = await uninterrupted()
    expect(calls).toBeGreaterThan(8)
    for (const kill of killPointsIn(calls)) {
      const one = account(start, settings)
      await one.deliver(bucketEvent(), kill)
      await one.deliver(bucketEvent())
      const where = `${kill.when} call ${kill.point}`
      expectDone(one, final, where)
      const count = one.notified.length
      await one.deliver(bucketEvent())
      expect(one.notified.length, `${where}, third delivery`).toBe(count)
    }
  })

  test('twice in a row, at every third pair of points: the third delivery completes the remediation', async () => {
    const { calls, state: final } = await uninterrupted()
    for (let first = 1; first <= calls; first += 1) {
      for (let second = 1 + (first % 3); second <= calls + 3; second += 3) {
        const one = account(start, settings)
        await one.deliver(bucketEvent(), { point: first, when: 'after' })
        await one.deliver(bucketEvent(), { point: second, when: 'after' })
        await one.deliver(bucketEvent())
        expectDone(one, final, `after calls ${first} and ${second}`)
      }
    }
  })
})

test('killed at any point while the policy has no room for all statements: the notification shows the added statements', async () => {
  const filled = (length: number) => policyOf({ ...OWNERS_STATEMENT, Sid: 'x'.repeat(length) })
  const room = JSON.stringify(tlsOnlyStatement(BUCKET)).length + 10
  const policy = filled(20_480 - room - JSON.stringify(filled(0)).length)
  const settings = { minimumTls: '1.2', uploadEncryption: 'matching' } as const
  const start = () => account({ policy, encryption: SSE_S3 }, settings)
  const { calls } = await start().deliver(bucketEvent())
  for (let point = 1; point <= calls; point += 1) {
    const one = start()
    await one.deliver(bucketEvent(), { point, when: 'after' })
    await one.deliver(bucketEvent())
    const where = `after call ${point}`
    const messages = one.notified.map(emailOf).join('\n')
    expect(messages, where).toContain('"CooperTlsOnly" was added to the bucket policy')
    expect(messages, where).toContain('With "CooperMinimumTls" the bucket policy would have')
    expect(one.notified[0]?.before.policy, `${where}: the value that an undo restores`).toEqual(
      policy,
    )
    expect(
      one.notified.map(({ outcome }) => outcome),
      where,
    ).not.toContain('remediated')
  }
})

test('an undo restores a statement that somebody added after the kill', async () => {
  const start = policyOf(OWNERS_STATEMENT)
  const one = account({ policy: start, encryption: SSE_S3 }, { minimumTls: '1.2' })
  for (let point = 1; one.state.policy === start; point += 1) {
    await one.deliver(bucketEvent(), { point, when: 'after' })
  }
  const another = { ...OWNERS_STATEMENT, Sid: 'Added later' }
  one.state.policy = policyOf(OWNERS_STATEMENT, another, tlsOnlyStatement(BUCKET))
  await one.deliver(bucketEvent())
  expect(one.notified.at(-1)?.steps.map(({ status }) => status)).toEqual(['done', 'done'])
  expect(one.notified.at(-1)?.before.policy).toEqual(policyOf(OWNERS_STATEMENT, another))
})

test.each([
  ['the record is put', 1],
  ['the entry is marked as notified', 2],
])(
  'the journal fails when %s: people are notified of the change, and the next delivery closes the entry',
  async (_, failing) => {
    const { s3 } = fakeS3({ encryption: SSE_S3 })
    const { journal, entries } = fakeJournal()
    let amends = 0
    const { ports, notified } = fakePorts({
      s3,
      journal: {
        ...journal,
        amend: (place, entry) => {
          amends += 1
          return amends === failing
            ? Promise.reject(new Error('down'))
            : journal.amend(place, entry)
        },
      },
      now: () => new Date(Date.parse(bucketEvent().time) + 70_000),
    })
    await expect(remediateBucket(bucketEvent(), SETTINGS, ports)).rejects.toThrow('down')
    expect(notified).toHaveLength(1)
    await remediateBucket(bucketEvent(), SETTINGS, ports)
    expect(notified).toHaveLength(2)
    expect(notified.map(({ id }) => id)).toEqual([bucketEvent().id, bucketEvent().id])
    expect(entries().every(isClosed)).toBe(true)
  },
)
