import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { WITHOUT_JOURNAL } from '../../src/remediation/without-journal.ts'
import {
  BUCKET,
  bucketEvent,
  COMPLIANT_POLICY,
  everyMode,
  KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  rule,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3, type State } from '../support/fake-s3.ts'

const OWN = tlsOnlyStatement(BUCKET)
const DENIED = { known: false, reason: 's3:GetBucketPolicy was refused' } as const

async function remediate(
  start: Snapshot,
  script: Parameters<typeof fakeS3>[1] = {},
  settings: Settings = SETTINGS,
) {
  const fake = fakeS3(start, script)
  const intended: Snapshot[] = []
  const { ports, notified } = fakePorts({
    s3: fake.s3,
    journal: WITHOUT_JOURNAL,
    logIntent: (_step, before) => void intended.push(before),
  })
  const run = () => remediateBucket(bucketEvent(), settings, ports)
  return {
    ...fake,
    notified,
    intended,
    run,
    result: await run().catch((error: unknown) => ({ error })),
  }
}

const puts = (calls: readonly string[]) => calls.filter((call) => call.startsWith('put'))

describe('a bucket', () => {
  test('that is compliant causes two reads, no write and no notification', async () => {
    const { calls, notified, result } = await remediate({
      policy: COMPLIANT_POLICY,
      encryption: SSE_S3,
    })
    expect(result).toMatchObject({ outcome: 'compliant' })
    expect(calls.toSorted()).toEqual(['readEncryption', 'readPolicy'])
    expect(notified).toEqual([])
  })

  test('with a non-compliant policy is remediated and verified, and the notification has the values before and after', async () => {
    const before = policyOf(OWNERS_STATEMENT)
    const { notified, result, state, calls } = await remediate({
      policy: before,
      encryption: SSE_S3,
    })
    expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
    expect(puts(calls)).toEqual(['putPolicy'])
    expect(notified).toEqual([result])
    expect(result).toMatchObject({
      outcome: 'remediated',
      time: '2026-11-20T09:30:07.000Z',
      remaining: [],
      before: { policy: before, encryption: SSE_S3 },
      after: { policy: state.policy, encryption: SSE_S3 },
      steps: [{ status: 'done', step: { action: 'put', attribute: 'policy' } }],
    })
  })

  test('with non-compliant encryption keeps its policy unchanged', async () => {
    const { result, state, calls } = await remediate({ policy: COMPLIANT_POLICY })
    expect(state.encryption).toEqual(rule('AES256'))
    expect(puts(calls)).toEqual(['putEncryption'])
    expect(result).toMatchObject({ outcome: 'remediated', before: { encryption: null } })
  })
})

test('after a remediation, a second delivery of the event finds a compliant bucket', async () => {
  const { run, calls, notified } = await remediate({})
  const first = calls.length
  expect(await run()).toMatchObject({ outcome: 'compliant' })
  expect(calls.slice(first).toSorted()).toEqual(['readEncryption', 'readPolicy'])
  expect(notified).toHaveLength(1)
})

test('MODE=report notifies people of the findings, and writes nothing', async () => {
  const { calls, notified } = await remediate({}, {}, { ...SETTINGS, modes: everyMode('report') })
  expect(puts(calls)).toEqual([])
  expect(notified).toMatchObject([
    {
      outcome: 'reported',
      before: { policy: null, encryption: null },
      after: { policy: null, encryption: null },
      steps: [{ status: 'planned' }, { status: 'planned' }],
    },
  ])
})

describe('a policy that cannot be read', () => {
  test('is reported as unknown, and nothing is written for its control', async () => {
    const { calls, notified } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: [() => DENIED, () => DENIED] },
    )
    expect(puts(calls)).toEqual([])
    expect(notified).toMatchObject([{ outcome: 'unknown', remaining: [{ verdict: 'unknown' }] }])
  })

  test('does not stop the other control, and the outcome is still unknown', async () => {
    const { notified, state } = await remediate(
      {},
      { readPolicy: [() => DENIED, () => DENIED, () => DENIED] },
    )
    expect(state.encryption).toBeDefined()
    expect(notified).toMatchObject([{ outcome: 'unknown', steps: [{ status: 'done' }] }])
    expect(notified[0]?.before).not.toHaveProperty('policy')
  })

  test('right before the write is not written', async () => {
    const { calls, notified } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: [() => undefined, () => DENIED, () => DENIED] },
    )
    expect(puts(calls)).toEqual([])
    expect(notified).toMatchObject([
      { outcome: 'failed', steps: [{ status: 'failed', failure: { code: 'Unreadable' } }] },
    ])
  })
})

describe("a policy that another writer puts between Cooper's read and its write", () => {
  test('keeps its statements', async () => {
    const otherPolicy = policyOf(OWNERS_STATEMENT)
    const { state, notified } = await remediate(
      { encryption: SSE_S3 },
      {
        readPolicy: [
          () => undefined,
          (live) => {
            live.policy = otherPolicy
            return undefined
          },
        ],
      },
    )
    expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
    expect(notified[0]?.before.policy).toEqual(otherPolicy)
  })

  test('and that is compliant causes no write and no notification', async () => {
    const { calls, notified, result } = await remediate(
      { encryption: SSE_S3 },
      {
        readPolicy: [
          () => undefined,
          (live) => {
            live.policy = COMPLIANT_POLICY
            return undefined
          },
        ],
      },
    )
    expect(puts(calls)).toEqual([])
    expect(notified).toEqual([])
    expect(result).toMatchObject({ outcome: 'compliant' })
  })
})

describe('a refused write', () => {
  const refuse = () => ({ code: 'AccessDenied', message: 'with an explicit deny in an SCP' })

  test('is reported as failed with reason and remedy, and never as remediated', async () => {
    const { notified } = await remediate({ encryption: SSE_S3 }, { putPolicy: [refuse] })
    expect(notified).toMatchObject([
      {
        outcome: 'failed',
        steps: [{ status: 'failed', failure: { code: 'AccessDenied' } }],
        remaining: [{ control: 'tls-only', verdict: 'non-compliant' }],
      },
    ])
    expect(notified[0]?.steps[0]?.failure?.reason).toContain('explicit deny')
    expect(notified[0]?.steps[0]?.failure?.remedy).toContain('s3:PutBucketPolicy')
  })

  test('for one control does not stop the other', async () => {
    const { notified, state } = await remediate({}, { putEncryption: [refuse] })
    expect(state.policy).toEqual(policyOf(OWN))
    expect(notified[0]).toMatchObject({
      outcome: 'failed',
      steps: [{ status: 'failed' }, { status: 'done' }],
    })
  })
})

describe('a temporary error', () => {
  const hangUp = () => {
    throw new Error('socket hang up')
  }
  const HANG_UP = { error: { message: 'socket hang up' } }

  const OUTAGE = Array(4).fill(hangUp)

  test('of a write is retried after a new read: a policy that somebody else put meanwhile is kept', async () => {
    const putByOtherWriter = (live: State) => {
      live.policy = policyOf(OWNERS_STATEMENT)
      throw new Error('409 OperationAborted')
    }
    const { notified, state } = await remediate(
      { encryption: SSE_S3 },
      { putPolicy: [putByOtherWriter] },
    )
    expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
    expect(notified).toMatchObject([
      { outcome: 'remediated', before: { policy: policyOf(OWNERS_STATEMENT) } },
    ])
  })

  test('of a write is retried after a new read: stronger encryption that somebody else put meanwhile is never lowered', async () => {
    const strong = rule('aws:kms:dsse', KEY_ARN)
    const putByOtherWriter = (live: State) => {
      live.encryption = strong
      throw new Error('409 OperationAborted')
    }
    const { notified, state } = await remediate(
      { policy: COMPLIANT_POLICY },
      { putEncryption: [putByOtherWriter] },
    )
    expect(state.encryption).toEqual(strong)
    expect(notified).toEqual([])
  })

  test('of a write, and a denied read after it: people are notified of the possible write, and the event is retried', async () => {
    const loseTheAnswer = (live: State) => {
      live.policy = policyOf(OWN)
      throw new Error('socket hang up')
    }
    const { notified, result } = await remediate(
      { encryption: SSE_S3 },
      {
        putPolicy: [loseTheAnswer],
        readPolicy: [() => undefined, () => undefined, () => DENIED, () => DENIED],
      },
    )
    expect(notified).toMatchObject([
      { outcome: 'failed', steps: [{ failure: { code: 'Unexpected' } }] },
    ])
    expect(result).toMatchObject(HANG_UP)
  })

  test('of a write that lasts is reported as failed, then thrown', async () => {
    const { notified, result } = await remediate({ encryption: SSE_S3 }, { putPolicy: [...OUTAGE] })
    expect(notified).toMatchObject([{ outcome: 'failed', steps: [{ status: 'failed' }] }])
    expect(result).toMatchObject(HANG_UP)
  })

  test('of one write is verified apart from a refusal of the other: a write that took effect is reported as done', async () => {
    const refuse = () => ({ code: 'AccessDenied', message: 'no' })
    const loseTheAnswer = (live: State) => {
      live.policy = policyOf(OWN)
      throw new Error('socket hang up')
    }
    const script = { putEncryption: [refuse], putPolicy: [loseTheAnswer] }
    const { notified, result } = await remediate({}, script)
    expect(notified).toMatchObject([
      { outcome: 'failed', steps: [{ status: 'failed' }, { status: 'done' }] },
    ])
    expect(result).toBe(notified[0])
  })

  test('of a write is not reported as done where somebody else made the bucket compliant in another way', async () => {
    const remediateOtherwise = (live: State) => {
      live.policy = policyOf({ ...OWN, Sid: 'Other' })
      throw new Error('socket hang up')
    }
    const { notified } = await remediate(
      { encryption: SSE_S3 },
      { putPolicy: [remediateOtherwise] },
    )
    expect(notified).toEqual([])
  })

  test('of one write hides neither the success nor the refusal of the other', async () => {
    const refuse = () => ({ code: 'AccessDenied', message: 'no' })
    const done = await remediate({}, { putPolicy: [...OUTAGE] })
    expect(done.notified[0]?.steps).toMatchObject([{ status: 'done' }, { status: 'failed' }])
    const refused = await remediate(
      {},
      {
        putEncryption: [refuse],
        putPolicy: [...OUTAGE],
      },
    )
    expect(refused.notified[0]?.steps).toMatchObject([
      { failure: { code: 'AccessDenied' } },
      { failure: { code: 'Unexpected' } },
    ])
    expect([done.result, refused.result]).toMatchObject([HANG_UP, HANG_UP])
  })

  test('after a write took effect is reported as a remediation', async () => {
    const loseTheAnswer = (live: State) => {
      live.policy = policyOf(OWN)
      throw new Error('socket hang up')
    }
    const { notified, result } = await remediate(
      { encryption: SSE_S3 },
      { putPolicy: [loseTheAnswer] },
    )
    expect(notified).toMatchObject([{ outcome: 'remediated', steps: [{ status: 'done' }] }])
    expect(result).toBe(notified[0])
  })

  test('right before the write is ignored where somebody else made the bucket compliant', async () => {
    const remediateAndHangUp = (live: State) => {
      live.policy = COMPLIANT_POLICY
      throw new Error('socket hang up')
    }
    const script = { readPolicy: [() => undefined, remediateAndHangUp] }
    const { notified, result } = await remediate({ encryption: SSE_S3 }, script)
    expect(notified).toEqual([])
    expect(result).toMatchObject({ outcome: 'compliant' })
  })

  test('of the first read is thrown, without a notification', async () => {
    const { notified, result } = await remediate({}, { readPolicy: [hangUp] })
    expect(result).toMatchObject(HANG_UP)
    expect(notified).toEqual([])
  })

  test('of the read after the write: people are notified of the change, but not as remediated', async () => {
    const { notified } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: [() => undefined, () => undefined, hangUp] },
    )
    expect(notified).toMatchObject([{ outcome: 'failed', steps: [{ status: 'done' }] }])
  })
})

test('the value that a write replaces is logged before the write', async () => {
  const before = policyOf(OWNERS_STATEMENT)
  const refuse = () => ({ code: 'AccessDenied', message: 'no' })
  const { intended } = await remediate({ policy: before }, { putPolicy: [refuse] })
  expect(intended).toEqual([{ encryption: null }, { policy: before }])
})

describe('the read after the write', () => {
  const stale = () => ({ known: true, value: undefined })

  test('is repeated while S3 still shows the old value', async () => {
    const { notified } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: [stale, stale, stale, stale, stale] },
    )
    expect(notified).toMatchObject([{ outcome: 'remediated' }])
  })

  test('is repeated also where another step was not needed', async () => {
    const remediateEncryption = (live: State) => {
      live.encryption = SSE_S3
      return undefined
    }
    const { notified } = await remediate(
      {},
      {
        readEncryption: [() => undefined, remediateEncryption],
        readPolicy: [stale, stale, stale, stale],
      },
    )
    expect(notified).toMatchObject([
      { outcome: 'remediated', steps: [{ status: 'unneeded' }, { status: 'done' }] },
    ])
  })

  test('that never shows the write: the change is reported as failed', async () => {
    const { notified } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: Array.from({ length: 50 }, () => stale) },
    )
    expect(notified).toMatchObject([{ outcome: 'failed', remaining: [{ control: 'tls-only' }] }])
  })
})

test('a topic that fails for a moment is retried, since the next delivery would send no notification', async () => {
  const { s3 } = fakeS3({})
  const { ports, notified, waits } = fakePorts({ s3, journal: WITHOUT_JOURNAL }, 3)
  await remediateBucket(bucketEvent(), SETTINGS, ports)
  expect(notified).toHaveLength(1)
  expect(waits).toEqual([1000, 2000, 4000])
})

test('a topic that keeps failing fails the event', async () => {
  const { s3 } = fakeS3({})
  const { ports } = fakePorts({ s3, journal: WITHOUT_JOURNAL }, Number.POSITIVE_INFINITY)
  const run = remediateBucket(bucketEvent(), SETTINGS, ports)
  await expect(run).rejects.toThrow('no topic')
})

test('law: every statement of the owner is kept, in order and unchanged', async () => {
  const statement = fc.record(
    {
      Sid: fc.oneof(
        fc.string({ minLength: 1, maxLength: 12 }),
        fc.constantFrom('CooperTlsOnly', 'CooperTlsOnly2', 'CooperMinimumTls'),
      ),
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: fc.constantFrom('*', { AWS: '210987654321' }, { AWS: ['*'] }),
      Action: fc.constantFrom('s3:GetObject', ['S3:Get*', 's3:PutObject']),
      Resource: fc.constantFrom('arn:aws:s3:::cooper-example-bucket/*'),
      Condition: fc.constantFrom(
        { Bool: { 'aws:SecureTransport': 'true' } },
        { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      ),
    },
    { requiredKeys: ['Effect', 'Principal', 'Action', 'Resource'] },
  )
  const OWN_SID = /^CooperTlsOnly\d*$/
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { maxLength: 5 }), fc.string(), async (statements, Id) => {
      const { state } = await remediate({
        policy: { Id, Statement: statements },
        encryption: SSE_S3,
      })
      const [kept, last] = [statements, { ...OWN, Sid: expect.stringMatching(OWN_SID) }]
      expect(state.policy).toEqual({ Id, Statement: [...kept, last] })
      expect(JSON.stringify(state.policy?.Statement)).toContain(
        JSON.stringify(statements).slice(0, -1),
      )
    }),
  )
})
