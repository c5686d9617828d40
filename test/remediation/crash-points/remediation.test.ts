import { describe, expect, test } from 'vitest'
import { isClosed } from '../../../src/core/journal/entry.ts'
import { emailOf } from '../../../src/core/messages/email.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../../src/remediation/remediate-bucket.ts'
import { type Account, account } from '../../support/account.ts'
import {
  BUCKET,
  bucketEvent,
  KEY_ARN,
  type Look,
  OWNERS_STATEMENT,
  policyOf,
  rule,
  SETTINGS,
  SSE_S3,
} from '../../support/builders.ts'
import { fakeJournal } from '../../support/fake-journal.ts'
import { fakePorts } from '../../support/fake-ports.ts'
import { fakeS3 } from '../../support/fake-s3.ts'
import { deathsIn } from '../../support/killable.ts'

const SCENARIOS: ReadonlyArray<readonly [string, Look, Partial<Settings>, readonly string[]]> = [
  ['a policy', { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 }, {}, ['CooperTlsOnly']],
  ['an encryption rule', { policy: policyOf(tlsOnlyStatement(BUCKET)) }, {}, ['It is now SSE-S3']],
  [
    'everything',
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

describe.each(SCENARIOS)('killed while mending %s', (_, start, settings, mentioned) => {
  const undisturbed = async () => {
    const { deliver, state } = account(start, settings)
    const { calls } = await deliver(bucketEvent())
    return { calls, state }
  }

  const expectDone = (
    { state, told, entries }: Account,
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
    const messages = told.map(emailOf).join('\n')
    for (const text of mentioned) expect(messages, `${where}: ${text}`).toContain(text)
    const first = changes[0]?.record
    expect(first?.before, where).toEqual({
      policy: start.policy ?? null,
      encryption: start.encryption ?? null,
    })
  }

  test('before and after each outside call: the next delivery ends it, records it and tells', async () => {
    const { calls, state: final } = await undisturbed()
    expect(calls).toBeGreaterThan(8)
    for (const death of deathsIn(calls)) {
      const one = account(start, settings)
      await one.deliver(bucketEvent(), death)
      await one.deliver(bucketEvent())
      const where = `${death.when} call ${death.point}`
      expectDone(one, final, where)
      const heard = one.told.length
      await one.deliver(bucketEvent())
      expect(one.told.length, `${where}, a third time`).toBe(heard)
    }
  })

  test('twice in a row, at every third pair of points', async () => {
    const { calls, state: final } = await undisturbed()
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

test('killed at any point over a policy without room for all: what was put is told', async () => {
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
    const messages = one.told.map(emailOf).join('\n')
    expect(messages, where).toContain('"CooperTlsOnly" was added to the bucket policy')
    expect(messages, where).toContain('With "CooperMinimumTls" the bucket policy would have')
    expect(one.told[0]?.before.policy, `${where}: what an undo puts back`).toEqual(policy)
    expect(
      one.told.map(({ outcome }) => outcome),
      where,
    ).not.toContain('remediated')
  }
})

test('what somebody put after the kill belongs to what an undo puts back', async () => {
  const start = policyOf(OWNERS_STATEMENT)
  const one = account({ policy: start, encryption: SSE_S3 }, { minimumTls: '1.2' })
  for (let point = 1; one.state.policy === start; point += 1) {
    await one.deliver(bucketEvent(), { point, when: 'after' })
  }
  const another = { ...OWNERS_STATEMENT, Sid: 'Added later' }
  one.state.policy = policyOf(OWNERS_STATEMENT, another, tlsOnlyStatement(BUCKET))
  await one.deliver(bucketEvent())
  expect(one.told.at(-1)?.steps.map(({ status }) => status)).toEqual(['done', 'done'])
  expect(one.told.at(-1)?.before.policy).toEqual(policyOf(OWNERS_STATEMENT, another))
})

test.each([
  ['closed', 1],
  ['marked as told', 2],
])(
  'a journal that fails when the entry is to be %s: people hear of the change, and the next delivery ends it',
  async (_, failing) => {
    const { s3 } = fakeS3({ encryption: SSE_S3 })
    const { journal, entries } = fakeJournal()
    let amends = 0
    const { ports, notified: told } = fakePorts({
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
    expect(told).toHaveLength(1)
    await remediateBucket(bucketEvent(), SETTINGS, ports)
    expect(told).toHaveLength(2)
    expect(told.map(({ id }) => id)).toEqual([bucketEvent().id, bucketEvent().id])
    expect(entries().every(isClosed)).toBe(true)
  },
)
