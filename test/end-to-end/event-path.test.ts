import type { S3 } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import type { BusEvent } from '../../src/local-aws/events/bus-event.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { isWrite } from './backend.ts'
import { BUCKET, deploy, HELD } from './deployed.ts'

describe('from the call to the mended bucket', () => {
  test('a new bucket is mended through rules, function and role, and one message tells of it', async () => {
    const { aws, createBucket, records, policy, refused } = await deploy()
    await createBucket()
    await aws.settled()
    expect(await policy()).toContain('CooperTlsOnly')
    expect(records()).toMatchObject([
      { outcome: 'remediated', bucket: BUCKET, event: { name: 'CreateBucket' } },
    ])
    // Before the write: is it exempt, would mending hurt? Right before it: what is there by now?
    expect(refused().toSorted()).toEqual([
      ...['NoSuchBucketPolicy', 'NoSuchBucketPolicy'],
      ...['NoSuchTagSet', 'NoSuchWebsiteConfiguration'],
    ])
    expect(aws.deadLetters()).toEqual([])
  })

  test('every policy that somebody puts is mended, with their statement kept', async () => {
    const { aws, s3, createBucket, putPolicy, records, policy } = await deploy()
    await createBucket()
    await aws.settled()
    await putPolicy(policyOf(OWNERS_STATEMENT))
    await aws.settled()
    expect(await policy()).toMatch(/Partner may read.*CooperTlsOnly/)
    await s3.deleteBucketPolicy({ Bucket: BUCKET })
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
    const { aws, createBucket, operations, records } = await deploy({ functions })
    await createBucket()
    await aws.settled()
    expect(operations().filter((name) => name.startsWith('Put'))).toEqual(['PutBucketPolicy'])
    expect(records()).toHaveLength(1)
  })

  test('an event that comes three times at once adds one statement, and each write is told', async () => {
    const { aws, createBucket, operations, records, policy } = await deploy({ copies: () => 3 })
    await createBucket()
    await aws.settled()
    expect((await policy())?.match(/CooperTlsOnly/g)).toHaveLength(1)
    const puts = operations().filter((name) => name === 'PutBucketPolicy')
    expect(records()).toHaveLength(puts.length)
  })
})

describe('an exemption that is taken off mends the bucket', () => {
  test.each([
    ['all tags are deleted', 'DeleteBucketTagging'],
    ['the tags are put without it', 'PutBucketTagging'],
    ['it is taken off by the ARN of the bucket', 'UntagResource'],
  ])('%s', async (_how, name) => {
    const { aws, s3, createBucket, tag, overHttp, records } = await deploy()
    await createBucket()
    await aws.settled()
    await tag('all')
    await s3.deleteBucketPolicy({ Bucket: BUCKET })
    await aws.settled()
    expect(await overHttp()).toBe('ok')
    expect(records()).toHaveLength(1)

    await takeOff(aws, s3, name)
    await aws.settled()
    expect(await overHttp()).toBe('AccessDenied')
    expect(records().slice(1)).toMatchObject([{ outcome: 'remediated', event: { name } }])
  })

  function takeOff(aws: LocalAws, s3: S3, name: string) {
    const Tagging = { TagSet: [{ Key: 'team', Value: 'orders' }] }
    if (name === 'DeleteBucketTagging') return s3.deleteBucketTagging({ Bucket: BUCKET })
    if (name === 'PutBucketTagging') return s3.putBucketTagging({ Bucket: BUCKET, Tagging })
    // The embedded S3 does not play this call: its effect, and the event of it.
    const bucket = aws.bucket(BUCKET)
    if (bucket) bucket.tags = undefined
    return aws.putEvent(sample('untag-resource.json') as BusEvent)
  }

  test('the tags of something that is no bucket cost no call', async () => {
    const { aws, operations, output } = await deploy()
    aws.putEvent(sample('tag-resource-of-access-point.json') as BusEvent)
    await aws.settled()
    expect(operations()).toEqual([])
    expect(output().join('\n')).toContain('The tags of a resource that is not a bucket')
  })
})

test('a bucket that was created in another region than the event tells is mended where it lives', async () => {
  const { aws, s3, records } = await deploy()
  const Bucket = 'cooper-example-bucket-eu'
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const
  await s3.createBucket({ Bucket, CreateBucketConfiguration })
  await aws.settled()
  expect(records()).toMatchObject([{ outcome: 'remediated', bucket: Bucket, region: 'eu-west-1' }])
})

describe('a fault of AWS', () => {
  test('409 while another operation holds the bucket is tried again at once', async () => {
    const { aws, createBucket, records, invocations } = await deploy()
    const error = { code: 'OperationAborted', status: 409 }
    aws.fault({ operation: 'PutBucketPolicy', nth: 1, error })
    await createBucket()
    await aws.settled()
    expect(records()).toMatchObject([{ outcome: 'remediated' }])
    expect(invocations()).toBe(1)
  })

  test('what somebody else puts while they hold the bucket is kept', async () => {
    const { aws, createBucket, records, policy } = await deploy()
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
    const { aws, createBucket, records } = await deploy()
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
    const { aws, createBucket, records, operations } = await deploy()
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

  test('unreadable encryption is told as unknown, and holds up no statement that does not need it', async () => {
    const params = { defaultEncryption: 'sse-kms', uploadEncryption: 'matching' }
    const { aws, createBucket, records, operations, statements } = await deploy({ params })
    const message = 'with an explicit deny in a resource control policy'
    aws.fault({
      ...{ operation: 'GetBucketEncryption', times: 9 },
      error: { code: 'AccessDenied', status: 403, message },
    })
    await createBucket()
    await aws.settled()
    expect((await statements()).map(({ Sid }) => Sid)).toEqual(['CooperTlsOnly'])
    expect(operations().filter(isWrite)).toEqual(['PutBucketPolicy'])
    expect(records()).toMatchObject([
      {
        outcome: 'unknown',
        remaining: [
          ...[{ control: 'default-encryption' }, { control: 'bucket-key' }],
          { control: 'upload-encryption' },
        ],
      },
    ])
    expect(records()[0]?.remaining[0]?.reason).toContain(
      's3:GetEncryptionConfiguration was refused with AccessDenied, by a resource control policy',
    )
  })

  test('a policy that names a deleted user is told as failed, and stays as it is', async () => {
    const { aws, createBucket, records, policy } = await deploy(HELD)
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
      const { aws, createBucket, records, policy } = await deploy(HELD)
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
    const { aws, createBucket, records, output, invocations } = await deploy()
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
  const { aws } = await deploy()
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

describe('the journal', () => {
  // Lambda repeats after a minute; here at once, so the call was made a while ago.
  const aWhileAgo = () => new Date(Date.now() - 120_000)

  test('holds each change with before and after, and that it was told', async () => {
    const { aws, createBucket, journal, records } = await deploy()
    await createBucket()
    await aws.settled()
    expect(journal()).toMatchObject([
      { intent: { before: { policy: null } }, record: records()[0], notified: ['sns'] },
    ])
  })

  test.each([
    ['the write', 'PutBucketPolicy', 'after'],
    ['the second look', 'GetBucketPolicy', 'before'],
    ['the message', 'Publish', 'before'],
  ] as const)(
    'killed at %s: the next delivery tells, and writes nothing twice',
    async (_at, operation, crash) => {
      const { aws, createBucket, operations, journal, records } = await deploy({ clock: aWhileAgo })
      aws.fault({ operation, crash, nth: operation === 'GetBucketPolicy' ? 3 : 1 })
      await createBucket()
      await aws.settled()
      expect(operations().filter((name) => name === 'PutBucketPolicy')).toHaveLength(1)
      expect(records()).toMatchObject([
        { outcome: 'remediated', before: { policy: null }, steps: [{ status: 'done' }] },
      ])
      expect(journal()).toMatchObject([{ notified: ['sns'], record: { outcome: 'remediated' } }])
      expect(aws.deadLetters()).toEqual([])
    },
  )

  test('that can not be written keeps the bucket from being written', async () => {
    const { aws, createBucket, operations, records } = await deploy()
    aws.fault({ operation: 'PutObject', error: { code: 'AccessDenied', status: 403 }, times: 9 })
    await createBucket()
    await aws.settled()
    expect(operations().filter((name) => name.startsWith('Put'))).toEqual([])
    expect(records()).toEqual([])
    expect(aws.deadLetters()).toHaveLength(1)
  })
})
