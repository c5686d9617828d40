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

/** A run in which something else happens right before a call, and which may be killed after one. */
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

// Two reads, two of the context, the journal read and started, the read right before the put.
const BEFORE_PUT = 7

/** Cooper is killed over a put into a policy that somebody put after its first look; another one comes between its read and its put. */
async function killedOverTwoPuts() {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  let looks = 0
  let lost = bucketEvent()
  const readPolicy = () => {
    looks += 1
    if (looks === 2) one.put('seen', { policy: SECOND })
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

test('a write of a killed run is known for what it was merged into, and its owner is asked: while it is open', async () => {
  const { deliver, lost, told } = await killedOverTwoPuts()
  expect((await deliver(lost)).end).toBe('unknown')
  expect(told).toMatchObject([{ lostUpdate: { put: { policy: THIRD } } }])
})

test('and when it was told', async () => {
  const { deliver, lost, told, pass } = await killedOverTwoPuts()
  pass(60_000)
  await deliver(bucketEvent())
  expect((await deliver(lost)).end).toBe('unknown')
  expect(told.at(-1)).toMatchObject({ lostUpdate: { put: { policy: THIRD } } })
})

test('the record of a killed run tells what stood there right before the write, so that an undo loses nothing', async () => {
  const { deliver, told, pass, state } = await killedOverTwoPuts()
  pass(60_000)
  await deliver(bucketEvent())
  const [record] = told
  expect(record).toMatchObject({ outcome: 'remediated', before: { policy: SECOND } })
  const live = posture({ policy: state.policy ?? null })
  const plan = record && planUndo(record, live, false)
  expect(plan?.steps).toMatchObject([{ action: 'restore', attribute: 'policy', value: SECOND }])
})

test('a rule of somebody else that meets the demand is not told as put by the run that was killed', async () => {
  const one = account({ policy: policyOf(OWN), encryption: rule('aws:kms', KEY_ARN) })
  expect(await run(one, {}, BEFORE_PUT - 1)).toBe('killed')
  const theirs = { ...rule('aws:kms', OTHER_KEY_ARN), BucketKeyEnabled: true }
  one.state.encryption = theirs
  one.pass(70_000)
  await one.deliver(bucketEvent())
  expect(one.told).toMatchObject([{ outcome: 'unknown', steps: [{ status: 'interrupted' }] }])
  expect(one.state.encryption).toEqual(theirs)
})

test('a killed run whose write was taken back, and then done again by somebody else: nobody knows, and people hear that', async () => {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  expect(await run(one, {}, BEFORE_PUT + 1)).toBe('killed')
  one.state.policy = FIRST
  one.pass(70_000)
  let looks = 0
  const readPolicy = () => {
    looks += 1
    if (looks === 2) one.state.policy = withOwn(FIRST)
  }
  await run(one, { readPolicy })
  const steps = [{ status: 'interrupted' }, { status: 'unneeded' }]
  expect(one.told).toMatchObject([{ outcome: 'unknown', steps }])
  expect(one.entries()).toMatchObject([{ notified: ['sns'] }])
})

test('a killed run whose write can not be checked by the next delivery is told as one of which nobody knows', async () => {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  expect(await run(one, {}, BEFORE_PUT + 1)).toBe('killed')
  one.pass(70_000)
  const denied = { known: false, reason: 'denied' } as const
  const s3 = { ...one.ports.s3, readPolicy: async () => denied }
  await remediateBucket(bucketEvent(), SETTINGS, { ...one.ports, s3 })
  expect(one.told).toMatchObject([{ steps: [{ status: 'interrupted' }] }])
})

test('of two writes that overlapped, the one that was answered later may have been the earlier: a put that both missed is asked about', async () => {
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

test('what a second delivery writes besides is written down first: killed over it too, the third one tells it', async () => {
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
  const changed = one.told.flatMap(({ steps }) => steps.map(({ step }) => step.attribute))
  expect(changed).toContain('policy')
})

test('what stood there at the first look, and another run wrote over before the second, is put back', async () => {
  const one = account({ policy: FIRST, encryption: SSE_S3 })
  let theirs: Promise<unknown> = Promise.resolve()
  let looks = 0
  const putPolicy = () => {
    one.pass(2500)
    const event = one.put('theirs', { policy: SECOND })
    // Its run looks before the write, and again after it.
    const s3 = {
      ...one.ports.s3,
      readPolicy: async () => {
        looks += 1
        const look = await one.ports.s3.readPolicy(BUCKET)
        if (looks === 1) return look
        await first
        return one.ports.s3.readPolicy(BUCKET)
      },
    }
    theirs = remediateBucket(event, SETTINGS, { ...one.ports, s3 })
  }
  const first: Promise<unknown> = run(one, {
    putPolicy: () => {
      putPolicy()
      one.pass(2500)
    },
  })
  await first
  await theirs
  expect(one.state.policy).toEqual(withOwn(SECOND))
  expect(one.told.at(-1)).toMatchObject({
    id: 'theirs',
    lostUpdate: { put: { policy: SECOND } },
  })
})
