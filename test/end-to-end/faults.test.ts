import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import type { Fault } from '../../src/local-aws/http/faults.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { OWNERS_STATEMENT, policyOf, BUCKET as SAMPLE } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import type { FaultCause } from '../support/fault-causes.ts'
import { isWrite } from './backend.ts'
import { ARN, BUCKET, deploy, HELD } from './deployed.ts'

type Deployed = Awaited<ReturnType<typeof deploy>>

const fault = (cause: FaultCause, tests: () => void) => describe(cause, tests)

/** A new bucket, and the results of its events. */
async function create({ aws, createBucket }: Deployed) {
  await createBucket()
  await aws.settled()
}

/** An account with a stored policy that S3 would no longer accept, and then an event about the bucket. */
async function withPolicy(policy: JsonObject, params: Readonly<Record<string, string>> = {}) {
  const account = await deploy({ ...HELD, params })
  await account.createBucket()
  account.aws.storePolicy(BUCKET, policy)
  account.aws.deliver(sample('create-bucket.json'))
  await account.aws.settled()
  return account
}

const puts = ({ operations }: Deployed) =>
  operations().filter((operation) => operation === 'PutBucketPolicy').length

const failures = ({ aws }: Deployed) =>
  aws.deadLetters().map(({ responsePayload }) => responsePayload.errorMessage)

/** The stack, with a role that lacks this permission. */
const without = (action: string) => {
  const stack = readStack('serverless.yml')
  const functions = stack.functions.map((one) => {
    const statements = (one.role.statements ?? []).flatMap((statement) => {
      const Action = [statement.Action]
        .flat()
        .map(String)
        .filter((allowed) => allowed !== action)
      return Action.length > 0 ? [{ ...statement, Action }] : []
    })
    return { ...one, role: { ...one.role, statements } }
  })
  return { functions }
}

// Lambda retries after a minute. Here the retry comes at once, so the event has an earlier time.
const aWhileAgo = () => new Date(Date.now() - 120_000)

// A deployment in which no call has time for long waits.
const SHORT = { params: { timeout: '12' } }

const PASSING: ReadonlyArray<readonly [FaultCause, Omit<Fault, 'operation'>]> = [
  ['409 `OperationAborted`', { error: { code: 'OperationAborted', status: 409 } }],
  ['`SlowDown` and other throttling', { error: { code: 'SlowDown', status: 503 } }],
  ['connection reset', { reset: 'before' }],
  ['5xx', { error: { code: 'InternalError', status: 500 } }],
  ['expired credentials', { error: { code: 'ExpiredToken', status: 400 } }],
]

describe.each(PASSING)('%s', (_cause, happens) => {
  test('is retried once, in the same run, and one message reports the change', async () => {
    const account = await deploy()
    account.aws.fault({ operation: 'PutBucketPolicy', ...happens })
    await create(account)
    expect(puts(account)).toBe(2)
    expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
    expect(account.invocations()).toBe(1)
  })

  test('is retried at a read, too', async () => {
    const account = await deploy({ clock: aWhileAgo })
    account.aws.fault({ operation: 'GetBucketPolicy', ...happens })
    await create(account)
    expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
    expect(account.aws.deadLetters()).toEqual([])
  })
})

describe.each(PASSING.filter(([cause]) => /^(409|5xx)/.test(cause)))('%s', (_cause, happens) => {
  test('that persists is reported as failed, and becomes a dead letter after three deliveries', async () => {
    const account = await deploy({ params: { timeout: '16' } })
    account.aws.fault({ operation: 'PutBucketPolicy', times: 99, ...happens })
    await create(account)
    expect(account.invocations()).toBe(3)
    expect(account.records().map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed'])
    expect(new Set(account.records().map(({ id }) => id)).size).toBe(1)
    expect(failures(account)).toEqual([
      expect.stringContaining(`Cannot put the policy on bucket "${BUCKET}"`),
    ])
    // At most four tries, and fewer if the time is too short.
    expect(puts(account)).toBeGreaterThanOrEqual(6)
    expect(puts(account)).toBeLessThanOrEqual(12)
    expect(account.aws.bucket(BUCKET)?.policy).toBeUndefined()
  })
})

fault('connection reset', () => {
  test('after S3 made the write: the retry finds it, and nothing is written twice', async () => {
    const account = await deploy()
    account.aws.fault({ operation: 'PutBucketPolicy', reset: 'after' })
    await create(account)
    expect(puts(account)).toBe(1)
    expect(account.records()).toMatchObject([{ outcome: 'remediated', before: { policy: null } }])
  })
})

fault('timeout', () => {
  test('times out after 5 seconds and is retried', async () => {
    const account = await deploy()
    account.aws.fault({ operation: 'PutBucketPolicy', delayMs: 6_000 })
    await create(account)
    expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
    const tries = account.output().filter((line) => line.includes('"message":"Writing"'))
    expect(tries).toHaveLength(2)
    expect(account.invocations()).toBe(1)
    expect(await account.policy()).toMatch(/^(?!.*CooperTlsOnly2).*CooperTlsOnly/)
  })
})

const DENIED = {
  code: 'AccessDenied',
  status: 403,
  message: 'User: x is not authorized with an explicit deny in a permissions boundary',
}

fault('`AccessDenied` on a read', () => {
  test.each([
    ['GetBucketPolicy', 's3:GetBucketPolicy', []],
    ['GetBucketEncryption', 's3:GetEncryptionConfiguration', ['PutBucketPolicy']],
    ['GetBucketTagging', 's3:GetBucketTagging', []],
    ['GetBucketWebsite', 's3:GetBucketWebsite', []],
    ['GetBucketAcl', 's3:GetBucketAcl', ['PutBucketPolicy']],
  ])('%s: the message names it, and nothing that depends on it is written', async (...row) => {
    const [operation, permission, written] = row
    const params = operation === 'GetBucketAcl' ? { defaultEncryption: 'sse-kms' } : {}
    const account = await deploy({ params })
    account.aws.fault({ operation, times: 99, error: DENIED })
    await create(account)
    expect(account.operations().filter(isWrite)).toEqual(written)
    expect(account.records()).toMatchObject([{ outcome: 'unknown' }])
    expect(account.emails()[0]).toContain(
      `${permission} was refused with AccessDenied, by the permissions boundary of Cooper's role`,
    )
    expect(account.emails()[0]).toContain(
      `to allow ${permission} in the permissions boundary of Cooper's role`,
    )
    expect(account.aws.deadLetters()).toEqual([])
  })
})

fault('`AccessDenied` on a write', () => {
  test.each([
    ['PutBucketPolicy', 's3:PutBucketPolicy', {}],
    ['PutBucketEncryption', 's3:PutEncryptionConfiguration', { defaultEncryption: 'sse-kms' }],
  ])('%s: the message names the policy and whom to ask', async (operation, permission, params) => {
    const account = await deploy({ params })
    account.aws.fault({ operation, times: 99, error: DENIED })
    await create(account)
    expect(account.records()).toMatchObject([{ outcome: 'failed' }])
    expect(account.emails()[0]).toMatch(
      new RegExp(`refused ${operation} with AccessDenied, by the permissions boundary`),
    )
    expect(account.emails()[0]).toContain(
      `to allow ${permission} in the permissions boundary of Cooper's role`,
    )
    expect(account.operations().filter((one) => one === operation)).toHaveLength(1)
    expect(account.aws.deadLetters()).toEqual([])
  })

  test('that the role does not grant', async () => {
    const account = await deploy(without('s3:PutBucketPolicy'))
    await create(account)
    expect(account.records()).toMatchObject([{ outcome: 'failed' }])
    expect(account.emails()[0]).toContain('deploy Cooper again, since its serverless.yml allows it')
  })

  test('that the bucket policy denies', async () => {
    const Condition = { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/developer' } }
    const account = await withPolicy(
      policyOf({
        ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutBucketPolicy', Resource: ARN },
        Condition,
      }),
    )
    expect(account.records()).toMatchObject([{ outcome: 'failed' }])
    expect(account.emails()[0]).toContain('by a Deny in the bucket policy')
    expect(account.emails()[0]).toContain('only the root user of the account can still put')
  })
})

fault('`MalformedPolicy`, for example because of a deleted principal', () => {
  test('is reported with the principal and its statement, and the policy stays', async () => {
    const stale = policyOf(
      { ...OWNERS_STATEMENT, Sid: 'First' },
      { ...OWNERS_STATEMENT, Principal: { AWS: 'AIDAEXAMPLEUSERID1234' } },
    )
    const account = await withPolicy(stale)
    expect(account.records()).toMatchObject([{ outcome: 'failed' }])
    expect(account.emails()[0]).toContain(
      'AIDAEXAMPLEUSERID1234 in statement 2 ("Partner may read")',
    )
    expect(JSON.parse(await account.policy())).toEqual(stale)
  })
})

fault('policy over 20,480 bytes', () => {
  test('gets the statements that fit, TLS first, and the rest is reported with the missing bytes', async () => {
    const params = { minimumTlsVersion: '1.2', uploadEncryption: 'matching' }
    const filler = { ...OWNERS_STATEMENT, Sid: 'x'.repeat(19_850) }
    const account = await withPolicy(policyOf(filler), params)
    const sids = (await account.statements()).map(({ Sid }) => Sid)
    expect(sids.slice(1)).toEqual(['CooperTlsOnly'])
    const [record] = account.records()
    expect(record?.outcome).toBe('failed')
    expect(record?.steps.map(({ status, step }) => [step.controls, status])).toEqual([
      [['tls-only'], 'done'],
      [['minimum-tls'], 'failed'],
      [['upload-encryption'], 'failed'],
    ])
    expect(account.emails()[0]).toMatch(
      /With "CooperMinimumTls" the bucket policy would have 20,\d{3} bytes, and S3 stores 20,480 bytes at most: make room for \d+ bytes more/,
    )
    expect(await account.overHttp()).toBe('AccessDenied')
    expect(account.journal()).toMatchObject([{ notified: ['sns'], record: { outcome: 'failed' } }])
  })
})

describe('a policy that S3 gives back longer than 20,480 characters', () => {
  const ids = Array.from({ length: 700 }, (_, index) => String(100_000_000_000 + index))
  const partners = { ...OWNERS_STATEMENT, Principal: { AWS: ids } }

  test('is read, and the way out by short account ids is named and works', async () => {
    const account = await withPolicy(policyOf(partners))
    const [record] = account.records()
    expect((await account.policy()).length).toBeGreaterThan(20_480)
    expect(record?.outcome).toBe('failed')
    expect(record?.findings).toContainEqual(
      expect.objectContaining({ control: 'tls-only', verdict: 'non-compliant' }),
    )
    expect(account.emails()[0]).toMatch(
      /Or write account ids in place of ARNs such as arn:aws:iam::100000000000:root, which saves \d\d,\d{3} bytes, and put the policy with "CooperTlsOnly" yourself/,
    )
    await account.putPolicy(policyOf(partners, tlsOnlyStatement(SAMPLE)))
    expect(await account.arrive()).toEqual(['GetBucketEncryption', 'GetBucketPolicy'])
  })
})

fault('public policy under Block Public Access', () => {
  test('is reported with the statement, and the policy stays', async () => {
    const open = policyOf({ ...OWNERS_STATEMENT, Principal: '*' })
    const account = await withPolicy(open)
    expect(account.records()).toMatchObject([{ outcome: 'failed' }])
    expect(account.emails()[0]).toContain(
      'makes the bucket public by statement 1 ("Partner may read")',
    )
    expect(JSON.parse(await account.policy())).toEqual(open)
  })
})

fault('405, the bucket of another account', () => {
  test.each([
    ['GetBucketPolicy', 'unknown', 'run Cooper in that account', 0],
    ['PutBucketPolicy', 'failed', 'run Cooper in that account', 1],
  ])('at %s is reported as %s', async (operation, outcome, text, written) => {
    const account = await deploy()
    const error = { code: 'MethodNotAllowed', status: 405 }
    account.aws.fault({ operation, times: 99, error })
    await create(account)
    expect(account.records()).toMatchObject([{ outcome }])
    expect(account.emails()[0]).toContain(text)
    expect(puts(account)).toBe(written)
  })
})

// Lambda would deliver an event of the last two minutes again, and these deliveries come at once.
const threeMinutesAgo = () => new Date(Date.now() - 180_000)

fault('bucket deleted in between', () => {
  test.each([
    ['GetBucketPolicy', 1],
    ['GetBucketPolicy', 2],
    ['PutBucketPolicy', 1],
    ['GetBucketPolicy', 3],
  ])('at %s number %i ends the run without a message', async (operation, nth) => {
    const account = await deploy({ clock: threeMinutesAgo })
    const { aws, s3 } = account
    const meanwhile = async () => void (await s3.deleteBucket({ Bucket: BUCKET }))
    aws.fault({ operation, nth, meanwhile })
    await create(account)
    expect(aws.bucket(BUCKET)).toBeUndefined()
    expect(account.records()).toEqual([])
    expect(account.invocations()).toBe(1)
    expect(account.journal().every(({ unneeded }) => unneeded)).toBe(true)
  })
})

// An event of the last two minutes, whose second delivery reads the journal.
const oneMinuteAgo = () => new Date(Date.now() - 60_000)

fault('new bucket that S3 does not know everywhere yet', () => {
  test('is remediated when S3 shows it, in the same run', async () => {
    const clock = { now: Date.now() - 60_000 }
    const account = await deploy({
      newBucketDelayMs: 1000,
      clock: () => new Date(clock.now),
      // The time passes with Cooper's first answer.
      heard: () => {
        clock.now += 1000
      },
    })
    await create(account)
    expect(account.refused()).toContain('NoSuchBucket')
    expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
    expect(account.invocations()).toBe(1)
  })

  test.each([
    ['GetBucketPolicy', 1, 4],
    ['GetBucketPolicy', 2, 4],
    ['PutBucketPolicy', 1, 4],
    ['GetBucketPolicy', 3, 6],
  ])(
    'from %s number %i on: the next delivery remediates it, and sends the only message',
    async (operation, nth, times) => {
      const account = await deploy({ clock: oneMinuteAgo })
      const error = { code: 'NoSuchBucket', status: 404 }
      account.aws.fault({ operation, nth, times, error })
      await create(account)
      expect(account.invocations()).toBe(2)
      expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
      expect(account.journal()).toMatchObject([{ notified: ['sns'] }])
      expect(account.aws.deadLetters()).toEqual([])
    },
  )
})

fault('new user or role in the policy that S3 does not know yet', () => {
  const error = { code: 'MalformedPolicy', status: 400, message: 'Invalid principal in policy' }
  test.each([
    ['for a moment: the same run succeeds', 1, 1],
    ['for longer: the next delivery succeeds', 4, 2],
  ])('%s, and sends the only message', async (_, times, invocations) => {
    const account = await deploy({ ...HELD, clock: oneMinuteAgo })
    await account.createBucket()
    await account.putPolicy(policyOf(OWNERS_STATEMENT))
    account.aws.fault({ operation: 'PutBucketPolicy', times, error })
    await account.arrive()
    expect(account.invocations()).toBe(invocations)
    expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
    expect(account.journal()).toMatchObject([{ notified: ['sns'] }])
    expect(account.aws.deadLetters()).toEqual([])
  })
})

fault('bucket in another region', () => {
  test('is remediated in its own region', async () => {
    const { aws, s3, records, statements } = await deploy()
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const
    await s3.createBucket({ Bucket: BUCKET, CreateBucketConfiguration })
    await aws.settled()
    expect(await statements()).toMatchObject([{ Sid: 'CooperTlsOnly' }])
    expect(records()).toMatchObject([{ outcome: 'remediated', region: 'eu-west-1' }])
  })
})

fault('SNS down or denied', () => {
  test.each([
    ['AuthorizationError', 403],
    ['InternalFailure', 500],
  ])(
    '%s for several tries: the next delivery sends the notification, and writes nothing',
    async (code, status) => {
      const account = await deploy({ ...SHORT, clock: aWhileAgo })
      account.aws.fault({ operation: 'Publish', times: 99, error: { code, status } })
      // The next delivery begins with a read of the journal.
      account.aws.fault({ operation: 'GetObject', nth: 2, meanwhile: account.aws.clearFaults })
      await create(account)
      expect(puts(account)).toBe(1)
      expect(account.records()).toMatchObject([{ outcome: 'remediated', before: { policy: null } }])
      expect(account.invocations()).toBe(2)
      expect(account.aws.deadLetters()).toEqual([])
    },
    300_000,
  )

  test('permanently: a dead letter, and the journal shows that nobody was notified', async () => {
    const account = await deploy({ ...SHORT, clock: aWhileAgo })
    const error = { code: 'AuthorizationError', status: 403 }
    account.aws.fault({ operation: 'Publish', times: 99, error })
    await create(account)
    expect(account.aws.deadLetters()).toHaveLength(1)
    expect(account.journal()).toMatchObject([{ record: { outcome: 'remediated' } }])
    expect(account.journal()[0]).not.toHaveProperty('notified')
  })
})

fault('journal down or denied', () => {
  test.each<[string, Parameters<typeof deploy>[0], Fault | undefined]>([
    ['denied by the role', without('s3:PutObject'), undefined],
    [
      'down at a write',
      {},
      { operation: 'PutObject', times: 99, error: { code: 'InternalError', status: 500 } },
    ],
    [
      'denied at a search',
      { clock: aWhileAgo },
      { operation: 'GetObject', times: 99, error: { code: 'AccessDenied', status: 403 } },
    ],
  ])('%s: nothing is written or published, and the event is a dead letter', async (...row) => {
    const [, options, happens] = row
    const account = await deploy(options)
    if (happens) account.aws.fault(happens)
    await create(account)
    expect(account.operations().filter(isWrite)).toEqual([])
    expect(account.records()).toEqual([])
    expect(account.invocations()).toBe(3)
    expect(failures(account)).toEqual([
      expect.stringMatching(/^Cannot (read|write to) the journal/),
    ])
  })
})

fault('not enough time left', () => {
  test('nothing is started, and the event is a dead letter with the reason', async () => {
    const account = await deploy({ params: { timeout: '9' } })
    await create(account)
    expect(account.operations().filter(isWrite)).toEqual([])
    expect([account.records(), account.journal()]).toEqual([[], []])
    expect(failures(account)).toEqual([
      expect.stringMatching(
        /^Cannot start a write to bucket "cooper-example-bucket": \d+ ms remain/,
      ),
    ])
  })

  test('after a slow read: the next delivery has the full time, and remediates the bucket', async () => {
    const account = await deploy({ params: { timeout: '14' }, clock: aWhileAgo })
    account.aws.fault({ operation: 'GetBucketTagging', delayMs: 4_500 })
    await create(account)
    expect(account.invocations()).toBe(2)
    expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
    expect(account.aws.deadLetters()).toEqual([])
  })
})
