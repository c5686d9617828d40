import type { S3 } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import type { BusEvent } from '../../src/local-aws/events/bus-event.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { isWrite } from './backend.ts'
import { BUCKET, deploy, HELD } from './deployed.ts'

describe('from the call to the remediated bucket', () => {
  test('a new bucket is remediated through rules, function and role, and one message reports it', async () => {
    const { aws, createBucket, records, policy, refused } = await deploy()
    await createBucket()
    await aws.settled()
    expect(await policy()).toContain('CooperTlsOnly')
    expect(records()).toMatchObject([
      { outcome: 'remediated', bucket: BUCKET, event: { name: 'CreateBucket' } },
    ])
    // Before the write, Cooper reads exemptions and uses of the bucket. Right before it, the policy again.
    expect(refused().toSorted()).toEqual([
      ...['NoSuchBucketPolicy', 'NoSuchBucketPolicy'],
      ...['NoSuchTagSet', 'NoSuchWebsiteConfiguration'],
    ])
    expect(aws.deadLetters()).toEqual([])
  })

  test('every new policy is remediated, and its statements are kept', async () => {
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

  test("Cooper's own writes cause at most two reads each, even if no rule filters them out", async () => {
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

  test('an event that is delivered three times concurrently adds one statement, and each write is reported', async () => {
    const { aws, createBucket, operations, records, policy } = await deploy({ copies: () => 3 })
    await createBucket()
    await aws.settled()
    expect((await policy())?.match(/CooperTlsOnly/g)).toHaveLength(1)
    const puts = operations().filter((name) => name === 'PutBucketPolicy')
    expect(records()).toHaveLength(puts.length)
  })
})

describe('removing an exemption remediates the bucket', () => {
  test.each([
    ['all tags are deleted', 'DeleteBucketTagging'],
    ['the tags are put without the exemption', 'PutBucketTagging'],
    ['the tag is removed by the ARN of the bucket', 'UntagResource'],
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
    // The embedded S3 does not support this call, so the test makes its effect and its event.
    const bucket = aws.bucket(BUCKET)
    if (bucket) bucket.tags = undefined
    return aws.putEvent(sample('untag-resource.json') as BusEvent)
  }

  test('the tags of a resource that is not a bucket cause no call', async () => {
    const { aws, operations, output } = await deploy()
    aws.putEvent(sample('tag-resource-of-access-point.json') as BusEvent)
    await aws.settled()
    expect(operations()).toEqual([])
    expect(output().join('\n')).toContain('The tags of a resource that is not a bucket')
  })
})

test('a bucket in another region than the event names is remediated in its own region', async () => {
  const { aws, s3, records } = await deploy()
  const Bucket = 'cooper-example-bucket-eu'
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const
  await s3.createBucket({ Bucket, CreateBucketConfiguration })
  await aws.settled()
  expect(records()).toMatchObject([{ outcome: 'remediated', bucket: Bucket, region: 'eu-west-1' }])
})

describe('a fault of AWS', () => {
  test('a 409 of a concurrent operation is retried at once', async () => {
    const { aws, createBucket, records, invocations } = await deploy()
    const error = { code: 'OperationAborted', status: 409 }
    aws.fault({ operation: 'PutBucketPolicy', nth: 1, error })
    await createBucket()
    await aws.settled()
    expect(records()).toMatchObject([{ outcome: 'remediated' }])
    expect(invocations()).toBe(1)
  })

  test('a policy that another caller puts during the conflict is kept', async () => {
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

  test('a refused write is reported as failed, with the reason, and not retried', async () => {
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

  test('an unreadable policy is reported as unknown, and nothing is written', async () => {
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

  test('unreadable encryption is reported as unknown, and delays no statement that does not depend on it', async () => {
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

  test('a policy that names a deleted user is reported as failed, and stays unchanged', async () => {
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
      'remove or restrict the public statement',
    ],
    [
      'nearly as large as S3 stores',
      { ...OWNERS_STATEMENT, Sid: 'x'.repeat(20_100) },
      '20,480 bytes at most',
    ],
  ])(
    'a policy that is %s is reported as failed with what to do, and stays unchanged',
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

  test('a change is logged first, and published after a short failure of the topic', async () => {
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
  // Lambda retries after a minute. Here the retry comes at once, so the event has an earlier time.
  const aWhileAgo = () => new Date(Date.now() - 120_000)

  test('contains each change with the values before and after, and that people were notified', async () => {
    const { aws, createBucket, journal, records } = await deploy()
    await createBucket()
    await aws.settled()
    expect(journal()).toMatchObject([
      { intent: { before: { policy: null } }, record: records()[0], notified: ['sns'] },
    ])
  })

  test.each([
    ['the write', 'PutBucketPolicy', 'after'],
    ['verification', 'GetBucketPolicy', 'before'],
    ['the message', 'Publish', 'before'],
  ] as const)(
    'killed at %s: the next delivery sends the notification, and writes nothing twice',
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

  test('prevents any write to the bucket where it cannot be written itself', async () => {
    const { aws, createBucket, operations, records } = await deploy()
    aws.fault({ operation: 'PutObject', error: { code: 'AccessDenied', status: 403 }, times: 9 })
    await createBucket()
    await aws.settled()
    expect(operations().filter((name) => name.startsWith('Put'))).toEqual([])
    expect(records()).toEqual([])
    expect(aws.deadLetters()).toHaveLength(1)
  })
})
