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
import { deathsIn } from '../../support/killable.ts'

const OWN = tlsOnlyStatement(BUCKET)
const ANOTHER = { ...OWNERS_STATEMENT, Sid: 'Another' }

/** A bucket where Cooper has just written over what somebody else put while its put was under way, and the event of that. */
async function writtenOver(start: Snapshot, put: Snapshot, half: number) {
  const one = account(start)
  const { ports, pass } = one
  let event = bucketEvent()
  const slowly =
    <T extends readonly unknown[], U>(call: (...parameters: T) => Promise<U>) =>
    (...parameters: T) => {
      pass(half)
      event = one.put('theirs', put)
      pass(half)
      return call(...parameters)
    }
  const { putPolicy, putEncryption } = ports.s3
  const s3 = put.policy
    ? { ...ports.s3, putPolicy: slowly(putPolicy) }
    : { ...ports.s3, putEncryption: slowly(putEncryption) }
  await remediateBucket(bucketEvent(), SETTINGS, { ...ports, s3 })
  pass(10_000)
  const [mend] = one.told.splice(0)
  expect(mend?.outcome).toBe('remediated')
  return { ...one, event, standing: structuredClone(one.state), puts: () => one.puts().slice(1) }
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

/** Longer than a second, with the second of the other put in its midst, and shorter. */
const [SLOWLY, FAST] = [2500, 20]

const restored = (told: readonly RemediationRecord[]) =>
  told.filter(({ lostUpdate }) => lostUpdate?.step !== undefined)

describe.each<[string, Lost, Snapshot, string]>([
  ['a policy', LOST_POLICY, { policy: policyOf(ANOTHER, OWN) }, 'The bucket policy of the call'],
  [
    'an encryption rule',
    LOST_RULE,
    { encryption: { ...rule('aws:kms', OTHER_KEY_ARN), BucketKeyEnabled: true } },
    'Default encryption, SSE-KMS',
  ],
])('killed while putting back %s that Cooper wrote over', (_, lost, expected, says) => {
  test('at any point: the next delivery ends it, and tells what was put back and why', async () => {
    const { calls } = await undisturbed(...lost, SLOWLY)
    expect(calls).toBeGreaterThan(8)
    for (const death of deathsIn(calls)) {
      const where = `${death.when} call ${death.point}`
      const one = await writtenOver(...lost, SLOWLY)
      await one.deliver(one.event, death)
      await one.deliver(one.event)
      expect(one.state, where).toMatchObject(expected)
      expect(one.entries().every(isClosed), where).toBe(true)
      const [told] = restored(one.told)
      expect(told, where).toMatchObject({ id: 'theirs', outcome: 'remediated' })
      expect(told?.before, where).toMatchObject(one.standing)
      const email = one.told.map(emailOf).join('\n')
      expect(email, where).toContain(says)
      expect(email, where).toContain(
        'Cooper had replaced it, because it read the bucket before that call',
      )
      const heard = one.told.length
      await one.deliver(one.event)
      expect(one.told.length, where).toBe(heard)
      expect(one.puts(), where).toHaveLength(1)
    }
  })
})

async function undisturbed(start: Snapshot, put: Snapshot, half: number) {
  const one = await writtenOver(start, put, half)
  return one.deliver(one.event)
}

test.each<[string, Lost]>([
  ['a policy', LOST_POLICY],
  ['an encryption rule', LOST_RULE],
])(
  'killed at any point over %s of which the times do not tell whether it is lost: its owner is asked, nothing is written',
  async (_, lost) => {
    const { calls, end } = await undisturbed(...lost, FAST)
    expect(end).toBe('unknown')
    for (const death of deathsIn(calls)) {
      const where = `${death.when} call ${death.point}`
      const one = await writtenOver(...lost, FAST)
      await one.deliver(one.event, death)
      await one.deliver(one.event)
      const asked = one.told.filter(
        ({ outcome, lostUpdate }) => outcome === 'unknown' && lostUpdate,
      )
      expect(asked.length, where).toBeGreaterThan(0)
      expect(asked[0]?.lostUpdate, where).toMatchObject({ put: lost[1] })
      expect(one.entries().every(isClosed), where).toBe(true)
      expect(one.state, where).toEqual(one.standing)
      const heard = one.told.length
      await one.deliver(one.event)
      expect(one.told.length, where).toBe(heard)
      expect(one.puts(), where).toEqual([])
    }
  },
)

test('a look that fails right before theirs is put back: the next delivery puts it back', async () => {
  const one = await writtenOver(...LOST_POLICY, SLOWLY)
  const { readPolicy } = one.ports.s3
  let looks = 0
  const failing = async (...parameters: Parameters<typeof readPolicy>) => {
    looks += 1
    if (looks === 2) throw new Error('SlowDown')
    return readPolicy(...parameters)
  }
  const ports = { ...one.ports, s3: { ...one.ports.s3, readPolicy: failing } }
  await expect(remediateBucket(one.event, SETTINGS, ports)).rejects.toThrow('SlowDown')
  expect(one.told).toMatchObject([{ outcome: 'failed' }])
  one.pass(60_000)
  await one.deliver(one.event)
  expect(one.state.policy).toEqual(policyOf(ANOTHER, OWN))
})
