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
  type Look,
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
  start: Look,
  script: Parameters<typeof fakeS3>[1] = {},
  settings: Settings = SETTINGS,
) {
  const fake = fakeS3(start, script)
  const intended: Snapshot[] = []
  const { ports, notified: told } = fakePorts({
    s3: fake.s3,
    journal: WITHOUT_JOURNAL,
    logIntent: (_step, before) => void intended.push(before),
  })
  const run = () => remediateBucket(bucketEvent(), settings, ports)
  return {
    ...fake,
    told,
    intended,
    run,
    result: await run().catch((error: unknown) => ({ error })),
  }
}

const puts = (calls: readonly string[]) => calls.filter((call) => call.startsWith('put'))

describe('a compliant bucket', () => {
  test('costs two reads, no write and no message', async () => {
    const { calls, told, result } = await remediate({
      policy: COMPLIANT_POLICY,
      encryption: SSE_S3,
    })
    expect(result).toMatchObject({ outcome: 'compliant' })
    expect(calls.toSorted()).toEqual(['readEncryption', 'readPolicy'])
    expect(told).toEqual([])
  })

  test('spoilt by its policy is mended, verified and told, with before and after', async () => {
    const before = policyOf(OWNERS_STATEMENT)
    const { told, result, state, calls } = await remediate({ policy: before, encryption: SSE_S3 })
    expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
    expect(puts(calls)).toEqual(['putPolicy'])
    expect(told).toEqual([result])
    expect(result).toMatchObject({
      outcome: 'remediated',
      time: '2026-11-20T09:30:07.000Z',
      remaining: [],
      before: { policy: before, encryption: SSE_S3 },
      after: { policy: state.policy, encryption: SSE_S3 },
      steps: [{ status: 'done', step: { action: 'put', attribute: 'policy' } }],
    })
  })

  test('spoilt by its encryption keeps its policy untouched', async () => {
    const { result, state, calls } = await remediate({ policy: COMPLIANT_POLICY })
    expect(state.encryption).toEqual(rule('AES256'))
    expect(puts(calls)).toEqual(['putEncryption'])
    expect(result).toMatchObject({ outcome: 'remediated', before: { encryption: null } })
  })
})

test('twice is once: after a remediation the same event finds nothing to do', async () => {
  const { run, calls, told } = await remediate({})
  const first = calls.length
  expect(await run()).toMatchObject({ outcome: 'compliant' })
  expect(calls.slice(first).toSorted()).toEqual(['readEncryption', 'readPolicy'])
  expect(told).toHaveLength(1)
})

test('MODE=report finds and tells, and writes nothing', async () => {
  const { calls, told } = await remediate({}, {}, { ...SETTINGS, modes: everyMode('report') })
  expect(puts(calls)).toEqual([])
  expect(told).toMatchObject([
    {
      outcome: 'reported',
      before: { policy: null, encryption: null },
      after: { policy: null, encryption: null },
      steps: [{ status: 'planned' }, { status: 'planned' }],
    },
  ])
})

describe('what cannot be known', () => {
  test('is told, and nothing is written for that control', async () => {
    const { calls, told } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: [() => DENIED, () => DENIED] },
    )
    expect(puts(calls)).toEqual([])
    expect(told).toMatchObject([{ outcome: 'unknown', remaining: [{ verdict: 'unknown' }] }])
  })

  test('does not hold up the other control, and is not hidden by its success', async () => {
    const { told, state } = await remediate(
      {},
      { readPolicy: [() => DENIED, () => DENIED, () => DENIED] },
    )
    expect(state.encryption).toBeDefined()
    expect(told).toMatchObject([{ outcome: 'unknown', steps: [{ status: 'done' }] }])
    expect(told[0]?.before).not.toHaveProperty('policy')
  })

  test('a policy that became unreadable before the write is not written', async () => {
    const { calls, told } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: [() => undefined, () => DENIED, () => DENIED] },
    )
    expect(puts(calls)).toEqual([])
    expect(told).toMatchObject([
      { outcome: 'failed', steps: [{ status: 'failed', failure: { code: 'Unreadable' } }] },
    ])
  })
})

describe('somebody else writes between our look and our write', () => {
  test('their statements are kept', async () => {
    const theirs = policyOf(OWNERS_STATEMENT)
    const { state, told } = await remediate(
      { encryption: SSE_S3 },
      {
        readPolicy: [
          () => undefined,
          (live) => {
            live.policy = theirs
            return undefined
          },
        ],
      },
    )
    expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
    expect(told[0]?.before.policy).toEqual(theirs)
  })

  test('and mends it: no write, no message', async () => {
    const { calls, told, result } = await remediate(
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
    expect(told).toEqual([])
    expect(result).toMatchObject({ outcome: 'compliant' })
  })
})

describe('a refused write', () => {
  const refuse = () => ({ code: 'AccessDenied', message: 'with an explicit deny in an SCP' })

  test('is told as failed with reason and remedy, and never as remediated', async () => {
    const { told } = await remediate({ encryption: SSE_S3 }, { putPolicy: [refuse] })
    expect(told).toMatchObject([
      {
        outcome: 'failed',
        steps: [{ status: 'failed', failure: { code: 'AccessDenied' } }],
        remaining: [{ control: 'tls-only', verdict: 'non-compliant' }],
      },
    ])
    expect(told[0]?.steps[0]?.failure?.reason).toContain('explicit deny')
    expect(told[0]?.steps[0]?.failure?.remedy).toContain('s3:PutBucketPolicy')
  })

  test('of one control does not hold up the other', async () => {
    const { told, state } = await remediate({}, { putEncryption: [refuse] })
    expect(state.policy).toEqual(policyOf(OWN))
    expect(told[0]).toMatchObject({
      outcome: 'failed',
      steps: [{ status: 'failed' }, { status: 'done' }],
    })
  })
})

describe('an error that another delivery may get over', () => {
  const breakDown = () => {
    throw new Error('socket hang up')
  }
  const HANG_UP = { error: { message: 'socket hang up' } }

  const OUTAGE = Array(4).fill(breakDown)

  test('is tried again, from a fresh look: what somebody else put meanwhile is kept', async () => {
    const loseTheRace = (live: State) => {
      live.policy = policyOf(OWNERS_STATEMENT)
      throw new Error('409 OperationAborted')
    }
    const { told, state } = await remediate({ encryption: SSE_S3 }, { putPolicy: [loseTheRace] })
    expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
    expect(told).toMatchObject([
      { outcome: 'remediated', before: { policy: policyOf(OWNERS_STATEMENT) } },
    ])
  })

  test('and stronger encryption that somebody else put meanwhile is never lowered', async () => {
    const strong = rule('aws:kms:dsse', KEY_ARN)
    const loseTheRace = (live: State) => {
      live.encryption = strong
      throw new Error('409 OperationAborted')
    }
    const { told, state } = await remediate(
      { policy: COMPLIANT_POLICY },
      { putEncryption: [loseTheRace] },
    )
    expect(state.encryption).toEqual(strong)
    expect(told).toEqual([])
  })

  test('and then a policy that cannot be read: what may have been written is told, and checked again', async () => {
    const loseTheAnswer = (live: State) => {
      live.policy = policyOf(OWN)
      throw new Error('socket hang up')
    }
    const { told, result } = await remediate(
      { encryption: SSE_S3 },
      {
        putPolicy: [loseTheAnswer],
        readPolicy: [() => undefined, () => undefined, () => DENIED, () => DENIED],
      },
    )
    expect(told).toMatchObject([
      { outcome: 'failed', steps: [{ failure: { code: 'Unexpected' } }] },
    ])
    expect(result).toMatchObject(HANG_UP)
  })

  test('is told as failed, then thrown', async () => {
    const { told, result } = await remediate({ encryption: SSE_S3 }, { putPolicy: [...OUTAGE] })
    expect(told).toMatchObject([{ outcome: 'failed', steps: [{ status: 'failed' }] }])
    expect(result).toMatchObject(HANG_UP)
  })

  test('is confirmed step by step: what took effect is told as done beside what was refused', async () => {
    const refuse = () => ({ code: 'AccessDenied', message: 'no' })
    const loseTheAnswer = (live: State) => {
      live.policy = policyOf(OWN)
      throw new Error('socket hang up')
    }
    const script = { putEncryption: [refuse], putPolicy: [loseTheAnswer] }
    const { told, result } = await remediate({}, script)
    expect(told).toMatchObject([
      { outcome: 'failed', steps: [{ status: 'failed' }, { status: 'done' }] },
    ])
    expect(result).toBe(told[0])
  })

  test('is not taken for done where somebody else mended the bucket in another way', async () => {
    const mendOtherwise = (live: State) => {
      live.policy = policyOf({ ...OWN, Sid: 'Theirs' })
      throw new Error('socket hang up')
    }
    const { told } = await remediate({ encryption: SSE_S3 }, { putPolicy: [mendOtherwise] })
    expect(told).toEqual([])
  })

  test('does not hide what was done, nor what was refused', async () => {
    const refuse = () => ({ code: 'AccessDenied', message: 'no' })
    const done = await remediate({}, { putPolicy: [...OUTAGE] })
    expect(done.told[0]?.steps).toMatchObject([{ status: 'done' }, { status: 'failed' }])
    const refused = await remediate(
      {},
      {
        putEncryption: [refuse],
        putPolicy: [...OUTAGE],
      },
    )
    expect(refused.told[0]?.steps).toMatchObject([
      { failure: { code: 'AccessDenied' } },
      { failure: { code: 'Unexpected' } },
    ])
    expect([done.result, refused.result]).toMatchObject([HANG_UP, HANG_UP])
  })

  test('after the write took effect is a remediation, and told as one', async () => {
    const loseTheAnswer = (live: State) => {
      live.policy = policyOf(OWN)
      throw new Error('socket hang up')
    }
    const { told, result } = await remediate({ encryption: SSE_S3 }, { putPolicy: [loseTheAnswer] })
    expect(told).toMatchObject([{ outcome: 'remediated', steps: [{ status: 'done' }] }])
    expect(result).toBe(told[0])
  })

  test('right before the write is none of ours where somebody else mended the bucket', async () => {
    const mendAndBreak = (live: State) => {
      live.policy = COMPLIANT_POLICY
      throw new Error('socket hang up')
    }
    const script = { readPolicy: [() => undefined, mendAndBreak] }
    const { told, result } = await remediate({ encryption: SSE_S3 }, script)
    expect(told).toEqual([])
    expect(result).toMatchObject({ outcome: 'compliant' })
  })

  test('at the first look is thrown, with nothing to tell', async () => {
    const { told, result } = await remediate({}, { readPolicy: [breakDown] })
    expect(result).toMatchObject(HANG_UP)
    expect(told).toEqual([])
  })

  test('at the second look leaves the change told, and not as remediated', async () => {
    const { told } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: [() => undefined, () => undefined, breakDown] },
    )
    expect(told).toMatchObject([{ outcome: 'failed', steps: [{ status: 'done' }] }])
  })
})

test('what is about to be replaced is written down first', async () => {
  const before = policyOf(OWNERS_STATEMENT)
  const refuse = () => ({ code: 'AccessDenied', message: 'no' })
  const { intended } = await remediate({ policy: before }, { putPolicy: [refuse] })
  expect(intended).toEqual([{ encryption: null }, { policy: before }])
})

describe('the second look', () => {
  const stale = () => ({ known: true, value: undefined })

  test('waits while S3 still shows the old state', async () => {
    const { told } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: [stale, stale, stale, stale, stale] },
    )
    expect(told).toMatchObject([{ outcome: 'remediated' }])
  })

  test('waits, too, where another step was not needed', async () => {
    const mend = (live: State) => {
      live.encryption = SSE_S3
      return undefined
    }
    const { told } = await remediate(
      {},
      { readEncryption: [() => undefined, mend], readPolicy: [stale, stale, stale, stale] },
    )
    expect(told).toMatchObject([
      { outcome: 'remediated', steps: [{ status: 'unneeded' }, { status: 'done' }] },
    ])
  })

  test('does not believe a write that never shows', async () => {
    const { told } = await remediate(
      { encryption: SSE_S3 },
      { readPolicy: Array.from({ length: 50 }, () => stale) },
    )
    expect(told).toMatchObject([{ outcome: 'failed', remaining: [{ control: 'tls-only' }] }])
  })
})

test.each([
  ['at the first look', 0],
  ['before the write', 1],
  ['after the write', 2],
])('a bucket that is gone %s ends quietly', async (_when, reads) => {
  const gone = () => {
    throw Object.assign(new Error('Cannot read'), { code: 'NoSuchBucket' })
  }
  const script = [...Array.from({ length: reads }, () => () => undefined), ...Array(9).fill(gone)]
  const { told, result } = await remediate({ encryption: SSE_S3 }, { readPolicy: script })
  expect(result).toMatchObject({ outcome: 'gone' })
  expect(told).toEqual([])
})

test('a bucket that seems gone for a moment after the write is checked again', async () => {
  const gone = () => {
    throw Object.assign(new Error('Cannot read'), { code: 'NoSuchBucket' })
  }
  const script = { readPolicy: [() => undefined, () => undefined, gone, gone] }
  const { told } = await remediate({ encryption: SSE_S3 }, script)
  expect(told).toMatchObject([{ outcome: 'remediated' }])
})

test('a topic in trouble for a moment is tried again, since the next delivery would say nothing', async () => {
  const { s3 } = fakeS3({})
  const { ports, notified: told, waits } = fakePorts({ s3, journal: WITHOUT_JOURNAL }, 3)
  await remediateBucket(bucketEvent(), SETTINGS, ports)
  expect(told).toHaveLength(1)
  expect(waits).toEqual([1000, 2000, 4000])
})

test('a failing topic fails the event', async () => {
  const { s3 } = fakeS3({})
  const { ports } = fakePorts({ s3, journal: WITHOUT_JOURNAL }, Number.POSITIVE_INFINITY)
  const run = remediateBucket(bucketEvent(), SETTINGS, ports)
  await expect(run).rejects.toThrow('no topic')
})

test('law: every statement of the owner survives, in order and to the letter', async () => {
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
    fc.asyncProperty(fc.array(statement, { maxLength: 5 }), fc.string(), async (theirs, Id) => {
      const { state } = await remediate({ policy: { Id, Statement: theirs }, encryption: SSE_S3 })
      const [kept, last] = [theirs, { ...OWN, Sid: expect.stringMatching(OWN_SID) }]
      expect(state.policy).toEqual({ Id, Statement: [...kept, last] })
      expect(JSON.stringify(state.policy?.Statement)).toContain(JSON.stringify(theirs).slice(0, -1))
    }),
  )
})
