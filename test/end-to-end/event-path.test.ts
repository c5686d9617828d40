import { Agent } from 'node:https'
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterEach, describe, expect, test } from 'vitest'
import type { RemediationRecord } from '../../src/core/record.ts'
import type { RequestEntry } from '../../src/local-aws/log.ts'
import type { LocalAws, LocalAwsOptions } from '../../src/local-aws/options.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'

const BUCKET = 'cooper-example-bucket'

let aws: LocalAws
afterEach(() => aws.close())

/** An account where the built bundle is deployed as serverless.yml says, its rules, role and queue included. */
async function deploy(options: LocalAwsOptions = {}) {
  const requests: RequestEntry[] = []
  const output: string[] = []
  let invocations = 0
  aws = await startLocalAws({
    ...readStack('serverless.yml'),
    retryDelaysMs: [10, 10],
    log: (entry) => {
      if (entry.type === 'request') requests.push(entry)
      if (entry.type === 'output') output.push(entry.line)
      if (entry.type === 'invocation') invocations += 1
    },
    ...options,
  })
  const s3 = new S3Client({
    endpoint: aws.httpsUrl,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'developer', secretAccessKey: 'secret' },
    requestHandler: { httpsAgent: new Agent({ ca: aws.ca }) },
  })
  const cooper = () => requests.filter(({ caller }) => caller.includes('/cooper-dev-us-east-1/'))
  const records = (): readonly RemediationRecord[] =>
    aws.messages().map(({ message }) => JSON.parse(JSON.parse(message).default))
  return {
    s3,
    /** What Cooper called. */
    operations: () => cooper().map(({ operation }) => operation),
    refused: () => cooper().flatMap(({ errorCode }) => errorCode ?? []),
    records,
    output: () => output,
    invocations: () => invocations,
    createBucket: () => s3.send(new CreateBucketCommand({ Bucket: BUCKET })),
    policy: async () => (await s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }))).Policy,
  }
}

describe('from the call to the mended bucket', () => {
  test('a new bucket is mended through rules, function and role, and one message tells of it', async () => {
    const { createBucket, records, policy, refused } = await deploy()
    await createBucket()
    await aws.settled()
    expect(await policy()).toContain('CooperTlsOnly')
    expect(records()).toMatchObject([
      { outcome: 'remediated', bucket: BUCKET, event: { name: 'CreateBucket' } },
    ])
    expect(refused()).toEqual(['NoSuchBucketPolicy', 'NoSuchBucketPolicy'])
    expect(aws.deadLetters()).toEqual([])
  })

  test('every policy that somebody puts is mended, with their statement kept', async () => {
    const { s3, createBucket, records, policy } = await deploy()
    await createBucket()
    await aws.settled()
    const Policy = JSON.stringify(policyOf(OWNERS_STATEMENT))
    await s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }))
    await aws.settled()
    expect(await policy()).toMatch(/Partner may read.*CooperTlsOnly/)
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }))
    await aws.settled()
    expect(await policy()).toContain('CooperTlsOnly')
    expect(records().map(({ event }) => event.name)).toEqual([
      'CreateBucket',
      'PutBucketPolicy',
      'DeleteBucketPolicy',
    ])
  })

  test("Cooper's own writes end in two reads each, at most, even where no rule leaves them out", async () => {
    const stack = readStack('serverless.yml')
    const functions = stack.functions.map((one) => ({
      ...one,
      patterns: [{ source: ['aws.s3'] }],
      environment: { ...one.environment, ROLE_NAME: '' },
    }))
    const { createBucket, operations, records } = await deploy({ functions })
    await createBucket()
    await aws.settled()
    expect(operations().filter((name) => name.startsWith('Put'))).toEqual(['PutBucketPolicy'])
    expect(records()).toHaveLength(1)
  })

  test('an event that comes three times at once adds one statement, and each write is told', async () => {
    const { createBucket, operations, records, policy } = await deploy({ copies: () => 3 })
    await createBucket()
    await aws.settled()
    expect((await policy())?.match(/CooperTlsOnly/g)).toHaveLength(1)
    const puts = operations().filter((name) => name === 'PutBucketPolicy')
    expect(records()).toHaveLength(puts.length)
  })
})

test('a bucket that was created in another region than the event tells is mended where it lives', async () => {
  const { s3, records } = await deploy()
  const Bucket = 'cooper-example-bucket-eu'
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }))
  await aws.settled()
  expect(records()).toMatchObject([{ outcome: 'remediated', bucket: Bucket, region: 'eu-west-1' }])
})

describe('a fault of AWS', () => {
  test('409 while another operation holds the bucket is tried again at once', async () => {
    const { createBucket, records, invocations } = await deploy()
    const error = { code: 'OperationAborted', status: 409 }
    aws.fault({ operation: 'PutBucketPolicy', nth: 1, error })
    await createBucket()
    await aws.settled()
    expect(records()).toMatchObject([{ outcome: 'remediated' }])
    expect(invocations()).toBe(1)
  })

  test('what somebody else puts while they hold the bucket is kept', async () => {
    const { createBucket, records, policy } = await deploy()
    aws.fault({
      operation: 'PutBucketPolicy',
      nth: 1,
      meanwhile: () => aws.storePolicy(BUCKET, policyOf(OWNERS_STATEMENT)),
      error: { code: 'OperationAborted', status: 409 },
    })
    await createBucket()
    await aws.settled()
    expect(await policy()).toMatch(/Partner may read.*CooperTlsOnly/)
    expect(records()).toMatchObject([
      { outcome: 'remediated', before: { policy: policyOf(OWNERS_STATEMENT) } },
    ])
  })

  test('a refused write is told as failed, with the reason, and ends there', async () => {
    const { createBucket, records } = await deploy()
    aws.fault({
      operation: 'PutBucketPolicy',
      nth: 1,
      error: {
        code: 'AccessDenied',
        status: 403,
        message: 'with an explicit deny in a service control policy',
      },
    })
    await createBucket()
    await aws.settled()
    expect(records()).toMatchObject([
      { outcome: 'failed', steps: [{ status: 'failed', failure: { code: 'AccessDenied' } }] },
    ])
    expect(records()[0]?.steps[0]?.failure?.reason).toContain('service control policy')
    expect(aws.deadLetters()).toEqual([])
  })

  test('an unreadable policy is told as unknown, and nothing is written', async () => {
    const { createBucket, records, operations } = await deploy()
    aws.fault({
      operation: 'GetBucketPolicy',
      nth: 1,
      error: { code: 'AccessDenied', status: 403 },
    })
    await createBucket()
    await aws.settled()
    expect(records()).toMatchObject([{ outcome: 'unknown' }])
    expect(records()[0]?.remaining[0]?.reason).toContain('s3:GetBucketPolicy was refused')
    expect(operations()).not.toContain('PutBucketPolicy')
  })

  test('a policy that names a deleted user is told as failed, and stays as it is', async () => {
    const { createBucket, records, policy } = await deploy({ copies: () => 0 })
    await createBucket()
    const stale = policyOf({ ...OWNERS_STATEMENT, Principal: { AWS: 'AIDAEXAMPLEUSERID1234' } })
    aws.storePolicy(BUCKET, stale)
    aws.deliver(sample('create-bucket.json'))
    await aws.settled()
    expect(records()).toMatchObject([
      { outcome: 'failed', steps: [{ failure: { code: 'MalformedPolicy' } }] },
    ])
    expect(JSON.parse((await policy()) ?? '')).toEqual(stale)
  })

  test.each([
    [
      'public under Block Public Access',
      { ...OWNERS_STATEMENT, Principal: '*' },
      'take the public statement out',
    ],
    [
      'nearly as large as S3 stores',
      { ...OWNERS_STATEMENT, Sid: 'x'.repeat(20_100) },
      '20,480 bytes at most',
    ],
  ])(
    'a policy that is %s is told as failed with what to do, and stays',
    async (_reason, statement, remedy) => {
      const { createBucket, records, policy } = await deploy({ copies: () => 0 })
      await createBucket()
      aws.storePolicy(BUCKET, policyOf(statement))
      aws.deliver(sample('create-bucket.json'))
      await aws.settled()
      expect(records()).toMatchObject([
        { outcome: 'failed', steps: [{ failure: { remedy: expect.stringContaining(remedy) } }] },
      ])
      expect(await policy()).not.toContain('CooperTlsOnly')
    },
  )

  test('a topic in trouble for a moment hears of the change all the same, and the log before it', async () => {
    const { createBucket, records, output, invocations } = await deploy()
    aws.fault({ operation: 'Publish', nth: 1, error: { code: 'AuthorizationError', status: 403 } })
    await createBucket()
    await aws.settled()
    expect(records()).toMatchObject([{ outcome: 'remediated' }])
    expect(invocations()).toBe(1)
    const [line = ''] = output().filter((one) => one.includes('"outcome":"remediated"'))
    expect(JSON.parse(line).record.before.policy).toBeNull()
  })
})

test('a malformed event ends in the dead-letter queue, with an error that names the field', async () => {
  await deploy()
  aws.deliver(sample('create-bucket-nameless.json'))
  await aws.settled()
  expect(aws.deadLetters()).toMatchObject([
    {
      responsePayload: {
        errorMessage: expect.stringContaining('detail.requestParameters.bucketName'),
      },
    },
  ])
})
