import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { strengthen } from '../../src/core/encryption/requirement.ts'
import type { EncryptionRule } from '../../src/core/encryption/rule.ts'
import type { RemediationRecord, WriteWindow } from '../../src/core/journal/record.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { isSamePolicy } from '../../src/core/policy/same-policy.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import {
  minimumTlsStatement,
  tlsOnlyStatement,
} from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import {
  BUCKET,
  bucketEvent,
  KEY_ARN,
  policyOf,
  rule,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

const START = Date.parse('2026-11-20T09:30:00.000Z')

/** A put by another writer, at a point of Cooper's first run. The points are before and after the effect of each call. */
interface Put {
  readonly point: number
  readonly put: Snapshot
}

/**
 * A run of Cooper, in which each half of an outside call takes some milliseconds, and the other writer acts in between.
 * Then the events of the other writer's puts are delivered in the given order.
 */
async function race(
  start: Snapshot,
  puts: readonly Put[],
  {
    half,
    order,
  }: { readonly half: number; readonly order: 'in order' | 'in reverse order' | 'twice' },
) {
  const { s3, state } = fakeS3(start)
  const { journal, entries } = fakeJournal()
  const made: { readonly put: Snapshot; readonly time: number }[] = []
  let now = START
  let point = 0
  const pass = () => {
    point += 1
    now += half / 2
    for (const { put } of puts.filter((one) => one.point === point)) {
      made.push({ put, time: now })
      if (put.policy !== undefined) state.policy = put.policy ?? undefined
      if (put.encryption !== undefined) state.encryption = put.encryption ?? undefined
    }
    now += half / 2
  }
  const timed = <T extends object>(calls: T): T =>
    Object.fromEntries(
      Object.entries(calls).map(([name, call]) => [
        name,
        async (...parameters: unknown[]) => {
          pass()
          const answer = await call(...parameters)
          pass()
          return answer
        },
      ]),
    ) as T
  const { ports, notified } = fakePorts({
    s3: timed(s3),
    journal: timed(journal),
    now: () => new Date(now),
    wait: async (milliseconds) => {
      now += milliseconds
    },
  })
  await remediateBucket(bucketEvent({ time: new Date(START).toISOString() }), SETTINGS, ports)
  const points = point
  const afterFirstRun = structuredClone(state)
  // Only puts at points that the first run reached have an event.
  const events = made.map(({ put, time }, index) =>
    bucketEvent({
      id: `event-${index}`,
      name: put.policy === undefined ? 'PutBucketEncryption' : 'PutBucketPolicy',
      time: new Date(Math.floor(time / 1000) * 1000).toISOString(),
      put,
    }),
  )
  const deliveries = {
    'in order': events,
    'in reverse order': events.toReversed(),
    twice: [...events, ...events],
  }
  for (const event of deliveries[order]) {
    now += 20_000
    await remediateBucket(event, SETTINGS, ports)
  }
  const windows = entries().flatMap(({ record }) =>
    (record?.steps ?? []).flatMap(({ window }) => window ?? []),
  )
  return { state, notified, made, points, afterFirstRun, windows }
}

const statement = (Sid: string, bucket = BUCKET.name) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::210987654321:role/reader' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${bucket}/${Sid}/*`,
})

const OWN = tlsOnlyStatement(BUCKET)
const P0 = policyOf(statement('Old'))
const Q1 = policyOf(statement('First'), statement('Shared'))
const Q2 = policyOf(statement('Second'), statement('Shared'))

const ORDERS = ['in order', 'in reverse order', 'twice'] as const

const withOwn = ({ Statement, ...rest }: PolicyDocument): PolicyDocument => ({
  ...rest,
  Statement: [...(Statement as PolicyDocument[]), OWN],
})

/** Whether a notification asks the owner about this put. */
const wasAsked = (records: readonly RemediationRecord[], put: Snapshot) =>
  records.some(
    ({ lostUpdate, outcome }) =>
      outcome === 'unknown' &&
      lostUpdate &&
      !lostUpdate.step &&
      JSON.stringify(lostUpdate.put) === JSON.stringify(put),
  )

async function pointsOf(start: Snapshot) {
  const { points } = await race(start, [], { half: 20, order: 'in order' })
  expect(points).toBeGreaterThan(12)
  return Array.from({ length: points }, (_, index) => index + 1)
}

/** Whether the second in which a put was made lies within a window, with a tenth of a second to spare. */
const isWithin = (time: number, windows: readonly WriteWindow[]) => {
  const second = Math.floor(time / 1000) * 1000
  return windows.some(
    ({ read, written }) =>
      second >= Date.parse(read ?? '') + 100 && second + 1000 <= Date.parse(written) - 100,
  )
}

describe.each(ORDERS)(
  "a put by another writer during Cooper's run, with events delivered %s",
  (order) => {
    test.each([
      ['slow', 2500, ['asked', 'kept', 'restored']],
      ['fast', 20, ['asked', 'kept']],
    ])(
      '%s calls: the bucket has it in the end, or the times do not decide and the owner is asked',
      async (_, half, expected) => {
        const outcomes = new Set<string>()
        for (const point of await pointsOf({ policy: P0 })) {
          const puts = [{ point, put: { policy: Q1 } }]
          const { state, notified, made, afterFirstRun, windows } = await race(
            { policy: P0 },
            puts,
            { half, order },
          )
          const where = `point ${point}: ${JSON.stringify(state.policy)}`
          const isThere = isSamePolicy(state.policy ?? null, withOwn(Q1))
          const isUntouched = isDeepStrictEqual(state, afterFirstRun)
          if (!isThere) {
            expect(wasAsked(notified, { policy: Q1 }), where).toBe(true)
            expect(isWithin(made[0]?.time ?? 0, windows), where).toBe(false)
            expect(isUntouched, where).toBe(true)
          }
          expect(state.policy?.Statement, where).toContainEqual(OWN)
          // At most one notification, however often the event is delivered.
          expect(notified.filter(({ lostUpdate }) => lostUpdate).length, where).toBeLessThan(2)
          const wasLost = JSON.stringify(afterFirstRun.policy).includes('"Old"')
          outcomes.add(isThere ? (wasLost ? 'restored' : 'kept') : 'asked')
        }
        expect([...outcomes].toSorted()).toEqual(expected)
      },
    )
  },
)

describe.each(ORDERS)('two puts by another writer, with events delivered %s', (order) => {
  test.each([
    ['slow', 2500],
    ['fast', 20],
  ])(
    '%s calls: the later put counts, and the earlier one is not restored',
    async (_, half) => {
      const points = await pointsOf({ policy: P0 })
      for (const first of points) {
        for (const second of points.filter((point) => point > first)) {
          const puts = [
            { point: first, put: { policy: Q1 } },
            { point: second, put: { policy: Q2 } },
          ]
          const { state, notified, made, afterFirstRun, windows } = await race(
            { policy: P0 },
            puts,
            { half, order },
          )
          const where = `points ${first} and ${second}: ${JSON.stringify(state.policy)}`
          if (!isSamePolicy(state.policy ?? null, withOwn(Q2))) {
            expect(wasAsked(notified, { policy: Q2 }), where).toBe(true)
            expect(isWithin(made[1]?.time ?? 0, windows), where).toBe(false)
            expect(state, where).toEqual(afterFirstRun)
          }
          expect(state.policy?.Statement, where).toContainEqual(OWN)
        }
      }
    },
    120_000,
  )
})

describe('a put of an encryption rule', () => {
  const slowly = { half: 2500, order: 'in order' } as const
  const start = { encryption: rule('aws:kms', KEY_ARN), policy: policyOf(OWN) }

  test('that Cooper replaced is restored, together with what Cooper requires', async () => {
    const otherRule: EncryptionRule = rule('aws:kms', KEY_ARN.replace('1234abcd', '9999abcd'))
    const required = strengthen(otherRule, { bucketKey: true }, BUCKET)
    const outcomes = new Set<string>()
    for (const point of await pointsOf(start)) {
      const puts = [{ point, put: { encryption: otherRule } }]
      const { state, notified, made, windows, afterFirstRun } = await race(start, puts, slowly)
      if (isDeepStrictEqual(state.encryption, required)) {
        const { KMSMasterKeyID } =
          afterFirstRun.encryption?.ApplyServerSideEncryptionByDefault ?? {}
        outcomes.add(KMSMasterKeyID === KEY_ARN ? 'restored' : 'kept')
        continue
      }
      outcomes.add('asked')
      expect(wasAsked(notified, { encryption: otherRule }), `point ${point}`).toBe(true)
      expect(isWithin(made[0]?.time ?? 0, windows), `point ${point}`).toBe(false)
    }
    expect([...outcomes].toSorted()).toEqual(['asked', 'kept', 'restored'])
  })

  test('that is weaker than the current rule is not restored: the owner is asked', async () => {
    const otherRule = rule('AES256')
    const outcomes = new Set<string>()
    for (const point of await pointsOf(start)) {
      const puts = [{ point, put: { encryption: otherRule } }]
      const { state, notified } = await race(start, puts, slowly)
      const isThere = isDeepStrictEqual(state.encryption, otherRule)
      if (!isThere)
        expect(wasAsked(notified, { encryption: otherRule }), `point ${point}`).toBe(true)
      outcomes.add(isThere ? 'kept' : 'asked')
    }
    expect([...outcomes].toSorted()).toEqual(['asked', 'kept'])
  })
})

test('a deletion of the policy that Cooper replaced is repeated: only the required statement stays', async () => {
  const outcomes = new Set<string>()
  for (const point of await pointsOf({ policy: P0 })) {
    const puts = [{ point, put: { policy: null } }]
    const { state, notified, afterFirstRun } = await race({ policy: P0 }, puts, {
      half: 2500,
      order: 'in order',
    })
    const isThere = isDeepStrictEqual(state.policy?.Statement, [OWN])
    if (!isThere) expect(wasAsked(notified, { policy: null }), `point ${point}`).toBe(true)
    const wasLost = JSON.stringify(afterFirstRun.policy ?? null).includes('"Old"')
    outcomes.add(isThere ? (wasLost ? 'deleted again' : 'kept') : 'asked')
  }
  expect([...outcomes].toSorted()).toEqual(['asked', 'deleted again', 'kept'])
})

describe('a put in the same second as a write by Cooper that may have replaced it', () => {
  const OWN_POLICY = policyOf(OWN)
  const OTHER_POLICY = policyOf(OWN, minimumTlsStatement(BUCKET, '1.2'))
  test.each([
    ['cooper-other', []],
    ['deploy', ['unknown']],
  ])('the owner is asked unless another Cooper made the put: role %s', async (name, asked) => {
    let now = START + 500
    const { s3, state } = fakeS3({ encryption: rule('AES256') })
    const { ports, notified } = fakePorts({ s3, now: () => new Date(now) })
    const time = new Date(START).toISOString()
    await remediateBucket(bucketEvent({ id: 'made', time }), SETTINGS, ports)
    expect(state.policy).toEqual(OWN_POLICY)
    now += 20_000
    const role = { name, account: BUCKET.account }
    const event = bucketEvent({ id: 'lost', time, role, put: { policy: OTHER_POLICY } })
    await remediateBucket(event, SETTINGS, ports)
    expect(notified.slice(1).map(({ outcome }) => outcome)).toEqual(asked)
    expect(state.policy).toEqual(OWN_POLICY)
  })
})

test('a run is killed after it restored a lost update: the next delivery notifies people of the restore', async () => {
  const { s3, state } = fakeS3({ policy: P0, encryption: SSE_S3 })
  const { journal } = fakeJournal()
  let now = START
  const { ports, notified } = fakePorts({
    s3: {
      ...s3,
      putPolicy: async (...put) => {
        now += 8000
        return s3.putPolicy(...put)
      },
    },
    journal,
    now: () => new Date(now),
  })
  await remediateBucket(bucketEvent({ id: 'made' }), SETTINGS, ports)
  now += 60_000
  const time = new Date(START + 4000).toISOString()
  const event = bucketEvent({ id: 'lost', time, put: { policy: Q1 } })
  const never = new Promise<never>(() => undefined)
  const killed = new Promise<void>((done) => {
    const amend = () => {
      done()
      return never
    }
    void remediateBucket(event, SETTINGS, { ...ports, journal: { ...journal, amend } })
  })
  await killed
  expect(state.policy).toEqual(withOwn(Q1))
  now += 70_000
  await remediateBucket(event, SETTINGS, ports)
  expect(notified.at(-1)).toMatchObject({
    id: 'lost',
    steps: [{ status: 'done' }],
    lostUpdate: { put: { policy: Q1 } },
  })
})

test('of two lost updates that are restored at once, the newer one stays', async () => {
  const { s3, state } = fakeS3({ policy: P0, encryption: SSE_S3 })
  const { journal } = fakeJournal()
  let now = START
  const { ports, notified } = fakePorts({ s3, journal, now: () => new Date(now) })
  const putPolicy: typeof s3.putPolicy = async (...put) => {
    now += 8000
    return s3.putPolicy(...put)
  }
  await remediateBucket(bucketEvent({ id: 'made' }), SETTINGS, {
    ...ports,
    s3: { ...s3, putPolicy },
  })
  now += 60_000
  const deliver = (id: string, second: number, policy: PolicyDocument, through = s3) => {
    const time = new Date(START + second * 1000).toISOString()
    const event = bucketEvent({ id, time, put: { policy } })
    return remediateBucket(event, SETTINGS, { ...ports, run: id, s3: through })
  }
  let reads = 0
  const readPolicy: typeof s3.readPolicy = async (bucket) => {
    reads += 1
    now += 50
    // The first run has decided to restore, and reads again right before it.
    if (reads === 2) await deliver('older', 2, Q1)
    return s3.readPolicy(bucket)
  }
  await deliver('newer', 5, Q2, { ...s3, readPolicy })
  expect(notified.map(({ id }) => id)).toEqual(['made', 'older', 'newer'])
  expect(state.policy).toEqual(withOwn(Q2))
})
