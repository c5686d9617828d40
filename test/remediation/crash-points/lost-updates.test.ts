import { describe, expect, test } from 'vitest'
import { isClosed } from '../../../src/core/journal/entry.ts'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import { emailOf } from '../../../src/core/messages/email.ts'
import type { Snapshot } from '../../../src/core/posture.ts'
import { tlsOnlyStatement } from '../../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../../src/remediation/remediate-bucket.ts'
import { account } from '../../support/account.ts'
import {
  BUCKET,
  bucketEvent,
  KEY_ARN,
  OTHER_KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  rule,
  SETTINGS,
} from '../../support/builders.ts'
import { killPointsIn } from '../../support/killable.ts'

const OWN = tlsOnlyStatement(BUCKET)
const ANOTHER = { ...OWNERS_STATEMENT, Sid: 'Another' }

/** A bucket in which Cooper has replaced a put that somebody else made between Cooper's read and its write, and the event of that put. */
async function bucketWithLostUpdate(start: Snapshot, put: Snapshot, half: number) {
  const one = account(start)
  const { ports, pass } = one
  let event = bucketEvent()
  const slowly =
    <T extends readonly unknown[], U>(call: (...parameters: T) => Promise<U>) =>
    (...parameters: T) => {
      pass(half)
      event = one.put('lost', put)
      pass(half)
      return call(...parameters)
    }
  const { putPolicy, putEncryption } = ports.s3
  const s3 = put.policy
    ? { ...ports.s3, putPolicy: slowly(putPolicy) }
    : { ...ports.s3, putEncryption: slowly(putEncryption) }
  await remediateBucket(bucketEvent(), SETTINGS, { ...ports, s3 })
  pass(10_000)
  const [remediation] = one.notified.splice(0)
  expect(remediation?.outcome).toBe('remediated')
  return { ...one, event, afterWrite: structuredClone(one.state), puts: () => one.puts().slice(1) }
}

type Lost = readonly [start: Snapshot, put: Snapshot]

const LOST_POLICY: Lost = [
  { policy: policyOf(OWNERS_STATEMENT), encryption: rule('AES256') },
  { policy: policyOf(ANOTHER) },
]
const LOST_RULE: Lost = [
  { policy: policyOf(OWN), encryption: rule('aws:kms', KEY_ARN) },
  { encryption: rule('aws:kms', OTHER_KEY_ARN) },
]

/** Milliseconds of half a write: long enough that the second of the other put lies within the write, and too short for that. */
const [SLOWLY, FAST] = [2500, 20]

const restoresIn = (records: readonly RemediationRecord[]) =>
  records.filter(({ lostUpdate }) => lostUpdate?.step !== undefined)

describe.each<[string, Lost, Snapshot, string]>([
  ['a policy', LOST_POLICY, { policy: policyOf(ANOTHER, OWN) }, 'The bucket policy of the call'],
  [
    'an encryption rule',
    LOST_RULE,
    { encryption: { ...rule('aws:kms', OTHER_KEY_ARN), BucketKeyEnabled: true } },
    'Default encryption, SSE-KMS',
  ],
])('a run that restores %s after a lost update is killed', (_, lost, expected, text) => {
  test('at any point: the next delivery completes the restore, and the notification says what was restored and why', async () => {
    const { calls } = await uninterrupted(...lost, SLOWLY)
    expect(calls).toBeGreaterThan(8)
    for (const kill of killPointsIn(calls)) {
      const where = `${kill.when} call ${kill.point}`
      const one = await bucketWithLostUpdate(...lost, SLOWLY)
      await one.deliver(one.event, kill)
      await one.deliver(one.event)
      expect(one.state, where).toMatchObject(expected)
      expect(one.entries().every(isClosed), where).toBe(true)
      const [restore] = restoresIn(one.notified)
      expect(restore, where).toMatchObject({ id: 'lost', outcome: 'remediated' })
      expect(restore?.before, where).toMatchObject(one.afterWrite)
      const email = one.notified.map(emailOf).join('\n')
      expect(email, where).toContain(text)
      expect(email, where).toContain(
        'Cooper had replaced it, because it read the bucket before that call',
      )
      const count = one.notified.length
      await one.deliver(one.event)
      expect(one.notified.length, where).toBe(count)
      expect(one.puts(), where).toHaveLength(1)
    }
  })
})

async function uninterrupted(start: Snapshot, put: Snapshot, half: number) {
  const one = await bucketWithLostUpdate(start, put, half)
  return one.deliver(one.event)
}

test.each<[string, Lost]>([
  ['a policy', LOST_POLICY],
  ['an encryption rule', LOST_RULE],
])(
  'a run is killed at any point after a put of %s that may be a lost update: the owner is asked, and nothing is written to the bucket',
  async (_, lost) => {
    const { calls, end } = await uninterrupted(...lost, FAST)
    expect(end).toBe('unknown')
    for (const kill of killPointsIn(calls)) {
      const where = `${kill.when} call ${kill.point}`
      const one = await bucketWithLostUpdate(...lost, FAST)
      await one.deliver(one.event, kill)
      await one.deliver(one.event)
      const asked = one.notified.filter(
        ({ outcome, lostUpdate }) => outcome === 'unknown' && lostUpdate,
      )
      expect(asked.length, where).toBeGreaterThan(0)
      expect(asked[0]?.lostUpdate, where).toMatchObject({ put: lost[1] })
      expect(one.entries().every(isClosed), where).toBe(true)
      expect(one.state, where).toEqual(one.afterWrite)
      const count = one.notified.length
      await one.deliver(one.event)
      expect(one.notified.length, where).toBe(count)
      expect(one.puts(), where).toEqual([])
    }
  },
)

test('a read right before the restore of a lost update fails: the next delivery restores it', async () => {
  const one = await bucketWithLostUpdate(...LOST_POLICY, SLOWLY)
  const { readPolicy } = one.ports.s3
  let reads = 0
  const failing = async (...parameters: Parameters<typeof readPolicy>) => {
    reads += 1
    if (reads === 2) throw new Error('SlowDown')
    return readPolicy(...parameters)
  }
  const ports = { ...one.ports, s3: { ...one.ports.s3, readPolicy: failing } }
  await expect(remediateBucket(one.event, SETTINGS, ports)).rejects.toThrow('SlowDown')
  expect(one.notified).toMatchObject([{ outcome: 'failed' }])
  one.pass(60_000)
  await one.deliver(one.event)
  expect(one.state.policy).toEqual(policyOf(ANOTHER, OWN))
})
