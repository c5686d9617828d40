import { expect, test } from 'vitest'
import type { BucketCalls } from '../../src/core/bucket-calls.ts'
import { planUndo } from '../../src/core/journal/plan-undo.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { type Account, account } from '../support/account.ts'
import {
  BUCKET,
  bucketEvent,
  KEY_ARN,
  OTHER_KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  rule,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { killable } from '../support/killable.ts'

const OWN = tlsOnlyStatement(BUCKET)
const named = (Sid: string) => policyOf({ ...OWNERS_STATEMENT, Sid })
const [FIRST, SECOND, THIRD] = [named('First'), named('Second'), named('Third')]
const withOwn = ({ Statement }: PolicyDocument) => policyOf(...(Statement as []), OWN)

/** A run in which somebody else acts right before a call, and which may be killed after a call. */
function run(one: Account, meanwhile: Partial<Record<keyof BucketCalls, () => void>>, point = 0) {
  const calls = Object.entries(one.ports.s3).map(([name, call]) => [
    name,
    async (...parameters: never[]) => {
      meanwhile[name as keyof BucketCalls]?.()
      return (call as (...all: never[]) => unknown)(...parameters)
    },
  ])
  const s3 = Object.fromEntries(calls)
  const { ports, killed } = killable({ ...one.ports, s3 }, { point, when: 'after' })
  return Promise.race([remediateBucket(bucketEvent(), SETTINGS, ports), killed])
}

// The calls before the put: two reads, two reads of the context, a read of the journal and its new entry, and the last read.
const BEFORE_PUT = 7

/** A run that was killed after its put. Somebody else put a policy after its first read, and another one between its last read and its put. */
async function killedAfterTwoForeignPuts() {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  let reads = 0
  let lost = bucketEvent()
  const readPolicy = () => {
    reads += 1
    if (reads === 2) one.put('seen', { policy: SECOND })
  }
  const putPolicy = () => {
    lost = one.put('lost', { policy: THIRD })
  }
  const end = await run(one, { readPolicy, putPolicy }, BEFORE_PUT + 1)
  expect(end).toBe('killed')
  expect(one.state.policy).toEqual(withOwn(SECOND))
  one.pass(10_000)
  return { ...one, lost }
}

test('a put that a killed run may have replaced: the owner is asked while the journal entry of the run is open', async () => {
  const { deliver, lost, notified } = await killedAfterTwoForeignPuts()
  expect((await deliver(lost)).end).toBe('unknown')
  expect(notified).toMatchObject([{ lostUpdate: { put: { policy: THIRD } } }])
})

test('a put that a killed run may have replaced: the owner is asked after people were notified of the run', async () => {
  const { deliver, lost, notified, pass } = await killedAfterTwoForeignPuts()
  pass(60_000)
  await deliver(bucketEvent())
  expect((await deliver(lost)).end).toBe('unknown')
  expect(notified.at(-1)).toMatchObject({ lostUpdate: { put: { policy: THIRD } } })
})

test('the record of a killed run has the value right before the write, so that an undo loses no put', async () => {
  const { deliver, notified, pass, state } = await killedAfterTwoForeignPuts()
  pass(60_000)
  await deliver(bucketEvent())
  const [record] = notified
  expect(record).toMatchObject({ outcome: 'remediated', before: { policy: SECOND } })
  const live = posture({ policy: state.policy ?? null })
  const plan = record && planUndo(record, live, false)
  expect(plan?.steps).toMatchObject([{ action: 'restore', attribute: 'policy', value: SECOND }])
})

test('a compliant encryption rule of another writer is not reported as put by the killed run', async () => {
  const one = account({ policy: policyOf(OWN), encryption: rule('aws:kms', KEY_ARN) })
  expect(await run(one, {}, BEFORE_PUT - 1)).toBe('killed')
  const otherRule = { ...rule('aws:kms', OTHER_KEY_ARN), BucketKeyEnabled: true }
  one.state.encryption = otherRule
  one.pass(70_000)
  await one.deliver(bucketEvent())
  expect(one.notified).toMatchObject([{ outcome: 'unknown', steps: [{ status: 'interrupted' }] }])
  expect(one.state.encryption).toEqual(otherRule)
})

test('the write of a killed run was reverted and then repeated by somebody else: people are notified that the result is unknown', async () => {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  expect(await run(one, {}, BEFORE_PUT + 1)).toBe('killed')
  one.state.policy = FIRST
  one.pass(70_000)
  let reads = 0
  const readPolicy = () => {
    reads += 1
    if (reads === 2) one.state.policy = withOwn(FIRST)
  }
  await run(one, { readPolicy })
  const steps = [{ status: 'interrupted' }, { status: 'unneeded' }]
  expect(one.notified).toMatchObject([{ outcome: 'unknown', steps }])
  expect(one.entries()).toMatchObject([{ notified: ['sns'] }])
})

test('the next delivery cannot verify the write of a killed run: the notification shows the step as interrupted', async () => {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  expect(await run(one, {}, BEFORE_PUT + 1)).toBe('killed')
  one.pass(70_000)
  const denied = { known: false, reason: 'denied' } as const
  const s3 = { ...one.ports.s3, readPolicy: async () => denied }
  await remediateBucket(bucketEvent(), SETTINGS, { ...one.ports, s3 })
  expect(one.notified).toMatchObject([{ steps: [{ status: 'interrupted' }] }])
})

test('of two concurrent writes, the one that was answered later may have taken effect first: the owner is asked about a put that both may have replaced', async () => {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  let deletion = bucketEvent()
  const second = bucketEvent({ id: 'second' })
  // The first run reads, somebody deletes the policy, a second run reads and writes, and then the first one writes.
  const { putPolicy } = one.ports.s3
  const slow: BucketCalls = {
    ...one.ports.s3,
    putPolicy: async (bucket, policy) => {
      deletion = one.put('deletion', { policy: null })
      const answered: BucketCalls = {
        ...one.ports.s3,
        putPolicy: async (...parameters) => {
          const answer = await putPolicy(...parameters)
          await putPolicy(bucket, policy)
          one.pass(50)
          return answer
        },
      }
      await remediateBucket(second, SETTINGS, { ...one.ports, s3: answered })
      return undefined
    },
  }
  await remediateBucket(bucketEvent(), SETTINGS, { ...one.ports, s3: slow })
  expect(one.state.policy).toEqual(withOwn(FIRST))
  one.pass(10_000)
  expect((await one.deliver(deletion)).end).toBe('unknown')
})

test('the second delivery adds its own step to the journal before it writes: if it is killed too, the third one notifies people of that step', async () => {
  const one = account({ policy: policyOf(OWN), encryption: rule('aws:kms', KEY_ARN) })
  expect(await run(one, {}, BEFORE_PUT)).toBe('killed')
  one.state.policy = FIRST
  one.pass(70_000)
  const { ports, killed } = killable(one.ports, { point: 100, when: 'after' })
  let kill: (end: 'killed') => void = () => undefined
  const put = new Promise<'killed'>((done) => {
    kill = done
  })
  const s3: BucketCalls = {
    ...ports.s3,
    putPolicy: async (...parameters) => {
      await one.ports.s3.putPolicy(...parameters)
      kill('killed')
      return killed as Promise<never>
    },
  }
  const second = remediateBucket(bucketEvent(), SETTINGS, { ...ports, s3 })
  expect(await Promise.race([second, put])).toBe('killed')
  one.pass(120_000)
  await one.deliver(bucketEvent())
  const changed = one.notified.flatMap(({ steps }) => steps.map(({ step }) => step.attribute))
  expect(changed).toContain('policy')
})

test('a put that another run replaced between the first and the last read of a run is restored', async () => {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  let otherRun: Promise<unknown> = Promise.resolve()
  let reads = 0
  const putPolicy = () => {
    one.pass(2500)
    const event = one.put('lost', { policy: SECOND })
    // The run of this event reads before the first run writes, and again after it.
    const s3 = {
      ...one.ports.s3,
      readPolicy: async () => {
        reads += 1
        const answer = await one.ports.s3.readPolicy(BUCKET)
        if (reads === 1) return answer
        await first
        return one.ports.s3.readPolicy(BUCKET)
      },
    }
    otherRun = remediateBucket(event, SETTINGS, { ...one.ports, s3 })
  }
  const first: Promise<unknown> = run(one, {
    putPolicy: () => {
      putPolicy()
      one.pass(2500)
    },
  })
  await first
  await otherRun
  expect(one.state.policy).toEqual(withOwn(SECOND))
  expect(one.notified.at(-1)).toMatchObject({
    id: 'lost',
    lostUpdate: { put: { policy: SECOND } },
  })
})
