import { describe, expect, test } from 'vitest'
import { emailOf } from '../src/core/email.ts'
import { isClosed } from '../src/core/journal/entry.ts'
import { tlsOnlyStatement } from '../src/core/policy/cooper-statements.ts'
import type { RemediationRecord } from '../src/core/record.ts'
import type { Settings } from '../src/core/settings.ts'
import type { Dependencies } from '../src/edge.ts'
import { remediateBucket } from '../src/remediate-bucket.ts'
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
} from './support/builders.ts'
import { fakeJournal } from './support/fake-journal.ts'
import { fakeS3 } from './support/fake-s3.ts'

const NEVER = new Promise<never>(() => undefined)

type Calls = Readonly<Record<string, (...parameters: never[]) => unknown>>

/** A Lambda function that is killed before or after one of its outside calls. */
function killable(calls: Dependencies, deadly: number | undefined, when: 'before' | 'after') {
  let count = 0
  let isDead = false
  let kill: () => void = () => undefined
  const killed = new Promise<'killed'>((done) => {
    kill = () => {
      isDead = true
      done('killed')
    }
  })
  const wrap = <T extends object>(functions: T): T => {
    const wrapped = Object.entries(functions as Calls).map(([name, call]) => {
      const guarded = async (...parameters: never[]) => {
        count += 1
        const dies = count === deadly
        if (dies && when === 'before') kill()
        if (isDead) return NEVER
        const answer = await call(...parameters)
        if (dies) kill()
        return isDead ? NEVER : answer
      }
      return [name, guarded]
    })
    return Object.fromEntries(wrapped)
  }
  const { s3, journal, tell, wait, ...others } = calls
  const edge = { ...others, s3: wrap(s3), journal: wrap(journal), ...wrap({ tell, wait }) }
  return { edge, killed, calls: () => count }
}

/** A bucket, its journal and its readers. Every delivery is a process of its own. */
function world(start: Look, settings: Partial<Settings>) {
  const { s3, state } = fakeS3(start)
  const { journal, entries } = fakeJournal()
  const told: RemediationRecord[] = []
  const event = bucketEvent()
  let minutes = 0
  const deliver = async (deadly?: number, when: 'before' | 'after' = 'before') => {
    // Lambda repeats after a minute at the earliest.
    const now = new Date(Date.parse(event.time) + 2_000 + 70_000 * minutes)
    minutes += 1
    const { edge, killed, calls } = killable(
      {
        s3,
        journal,
        intend: () => undefined,
        tell: async (record) => void told.push(record),
        now: () => now,
        wait: async () => undefined,
        timeLeft: () => Number.POSITIVE_INFINITY,
      },
      deadly,
      when,
    )
    const run = remediateBucket(event, { ...SETTINGS, ...settings }, edge)
    return { end: await Promise.race([run.then(({ outcome }) => outcome), killed]), calls: calls() }
  }
  return { deliver, state, told, entries }
}

const SCENARIOS: ReadonlyArray<readonly [string, Look, Partial<Settings>, readonly string[]]> = [
  ['a policy', { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 }, {}, ['CooperTlsOnly']],
  ['an encryption rule', { policy: policyOf(tlsOnlyStatement(BUCKET)) }, {}, ['SSE-S3 was set']],
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
    const { deliver, state } = world(start, settings)
    const { calls } = await deliver()
    return { calls, state }
  }

  const expectDone = (
    { state, told, entries }: ReturnType<typeof world>,
    final: ReturnType<typeof world>['state'],
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
    for (let point = 1; point <= calls; point += 1) {
      for (const when of ['before', 'after'] as const) {
        const one = world(start, settings)
        await one.deliver(point, when)
        await one.deliver()
        expectDone(one, final, `${when} call ${point}`)
        const heard = one.told.length
        await one.deliver()
        expect(one.told.length, `${when} call ${point}, a third time`).toBe(heard)
      }
    }
  }, 60_000)

  test('twice in a row, at every third pair of points', async () => {
    const { calls, state: final } = await undisturbed()
    for (let first = 1; first <= calls; first += 1) {
      for (let second = 1 + (first % 3); second <= calls + 3; second += 3) {
        const one = world(start, settings)
        await one.deliver(first, 'after')
        await one.deliver(second, 'after')
        await one.deliver()
        expectDone(one, final, `after calls ${first} and ${second}`)
      }
    }
  }, 60_000)
})

test('killed at any point over a policy without room for all: what was put is told', async () => {
  const filled = (length: number) => policyOf({ ...OWNERS_STATEMENT, Sid: 'x'.repeat(length) })
  const room = JSON.stringify(tlsOnlyStatement(BUCKET)).length + 10
  const policy = filled(20_480 - room - JSON.stringify(filled(0)).length)
  const settings = { minimumTls: '1.2', uploadEncryption: 'matching' } as const
  const start = () => world({ policy, encryption: SSE_S3 }, settings)
  const { calls } = await start().deliver()
  for (let point = 1; point <= calls; point += 1) {
    const one = start()
    await one.deliver(point, 'after')
    await one.deliver()
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
  const one = world({ policy: start, encryption: SSE_S3 }, { minimumTls: '1.2' })
  for (let point = 1; one.state.policy === start; point += 1) await one.deliver(point, 'after')
  const another = { ...OWNERS_STATEMENT, Sid: 'Added later' }
  one.state.policy = policyOf(OWNERS_STATEMENT, another, tlsOnlyStatement(BUCKET))
  const theirs = one.state.policy
  await one.deliver()
  expect(one.told.at(-1)?.steps.map(({ status }) => status)).toEqual(['done', 'done'])
  expect(one.told.at(-1)?.before.policy).toEqual(theirs)
})

test.each([
  ['closed', 1],
  ['marked as told', 2],
])(
  'a journal that fails when the entry is to be %s: people hear of the change, and the next delivery ends it',
  async (_, failing) => {
    const { s3 } = fakeS3({ encryption: SSE_S3 })
    const { journal, entries } = fakeJournal()
    const told: RemediationRecord[] = []
    let amends = 0
    const edge: Dependencies = {
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
      intend: () => undefined,
      tell: async (record) => void told.push(record),
      now: () => new Date(Date.parse(bucketEvent().time) + 70_000),
      wait: async () => undefined,
      timeLeft: () => Number.POSITIVE_INFINITY,
    }
    await expect(remediateBucket(bucketEvent(), SETTINGS, edge)).rejects.toThrow('down')
    expect(told).toHaveLength(1)
    await remediateBucket(bucketEvent(), SETTINGS, edge)
    expect(told).toHaveLength(2)
    expect(told.map(({ id }) => id)).toEqual([bucketEvent().id, bucketEvent().id])
    expect(entries().every(isClosed)).toBe(true)
  },
)
