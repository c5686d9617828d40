import { describe, expect, test } from 'vitest'
import { type BusEvent, isoSeconds } from '../../src/local-aws/events/bus-event.ts'
import { localStack } from '../../src/local-aws/stack/local-stack.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { commandIn } from '../cli/command-in.ts'
import { clientsOf } from '../local-aws/support.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { bucketWaits } from '../support/stacks.ts'
import { ARN, BUCKET, HELD, JOURNAL } from './deployed.ts'
import { deployment, stackWithBucket, TEMPLATE_POLICY } from './stacked.ts'
import { sweepable } from './swept.ts'
import { untouched } from './varied-buckets.ts'

test.each([
  ['for hours', 240, 1],
  ['for minutes', 20, 0],
])(
  'a sweep looks at a bucket that waits %s, and its digest says so',
  async (_, minutes, expected) => {
    const { aws, create, sweep, digest, digests, emails } = await sweepable()
    await create({ [BUCKET]: untouched })
    bucketWaits(aws, JOURNAL, BUCKET, { minutes })
    await sweep()
    expect(aws.bucket(BUCKET)?.policy).toBeUndefined()
    await digest()
    expect(aws.messages()).toHaveLength(expected)
    for (const { counts } of digests()) expect(counts).toMatchObject({ settling: 1, exempt: 0 })
    for (const email of emails()) {
      expect(email).toContain('WAITING FOR HOURS FOR THE END OF A DEPLOYMENT (1)')
      expect(email).toContain('The stack shop may not be finished')
    }
    expect(aws.deadLetters()).toEqual([])
  },
)

describe('while a stack is in progress', () => {
  test('the default encryption is fixed at once, and the policy when the stack is complete', async () => {
    const { puts, finish, records, encryption, statements } = await stackWithBucket({
      params: { defaultEncryption: 'sse-kms' },
    })
    expect(puts()).toEqual(['PutBucketEncryption'])
    expect((await encryption())?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('aws:kms')
    await finish('CREATE_COMPLETE')
    expect(puts()).toEqual(['PutBucketEncryption', 'PutBucketPolicy'])
    expect(await statements()).toMatchObject([{ Sid: 'CooperTlsOnly' }])
    expect(records().map(({ outcome }) => outcome)).toEqual(['remediated', 'remediated'])
  })

  test('a statement is merged at once into a policy that stands', async () => {
    const { stack, aws, puts, statements } = await stackWithBucket()
    const foreign = { ...OWNERS_STATEMENT, Resource: `${ARN}/*` }
    await stack.createPolicy(BUCKET, policyOf(foreign))
    await aws.settled()
    expect(puts()).toEqual(['PutBucketPolicy'])
    expect(await statements()).toMatchObject([foreign, { Sid: 'CooperTlsOnly' }])
  })

  test('no policy is created after CloudFormation deleted one, and it is when the stack ends', async () => {
    const { stack, deployer, aws, puts, finish, beginUpdate, records } = await stackWithBucket()
    await stack.createPolicy(BUCKET, TEMPLATE_POLICY)
    await finish('CREATE_COMPLETE')
    await beginUpdate()
    await deployer.deleteBucketPolicy({ Bucket: BUCKET })
    await aws.settled()
    expect({ puts: puts(), records: records() }).toEqual({ puts: [], records: [] })
    await finish('UPDATE_COMPLETE')
    expect(puts()).toEqual(['PutBucketPolicy'])
  })

  test.each(['ROLLBACK_COMPLETE', 'CREATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE'])(
    '%s ends it too',
    async (status) => {
      const { puts, finish } = await stackWithBucket()
      await finish(status)
      expect(puts()).toEqual(['PutBucketPolicy'])
    },
  )

  test('the end of another stack, or of one of another account, ends nothing', async () => {
    const { aws, stack, puts } = await stackWithBucket()
    const other = localStack(aws, 'shop', clientsOf(aws).s3)
    other.report('CREATE_COMPLETE')
    aws.putEvent({
      ...{ version: '0', id: 'e1', source: 'aws.cloudformation', account: '210987654321' },
      'detail-type': 'CloudFormation Stack Status Change',
      ...{ region: 'us-east-1', time: '2026-11-20T09:30:00Z', resources: [stack.id] },
      detail: {
        'stack-id': stack.id.replace('123456789012', '210987654321'),
        'status-details': { status: 'CREATE_COMPLETE' },
      },
    })
    await aws.settled()
    expect(puts()).toEqual([])
    expect(aws.deadLetters()).toEqual([])
  })

  test('S3 may not know the bucket everywhere yet', async () => {
    const { puts, finish, aws } = await stackWithBucket({ newBucketDelayMs: 700 })
    expect(puts()).toEqual([])
    await finish('CREATE_COMPLETE')
    expect(puts()).toEqual(['PutBucketPolicy'])
    expect(aws.deadLetters()).toEqual([])
  })

  test('two buckets that wait for the stack are both fixed when it ends', async () => {
    const { createStackBucket, finish, puts, aws } = await stackWithBucket()
    await createStackBucket('cooper-second-bucket', 'Logs')
    expect(puts()).toEqual([])
    await finish('CREATE_COMPLETE')
    expect(puts()).toEqual(['PutBucketPolicy', 'PutBucketPolicy'])
    const notes = [...(aws.bucket(JOURNAL)?.objects.keys() ?? [])]
    expect(notes.filter((key) => key.includes('/waiting/'))).toEqual([])
  })
})

/** The message of the delay queue with an event, so many minutes after its call. */
const queued = (event: BusEvent | undefined, minutes: number) => {
  const eventTime = isoSeconds(new Date(Date.now() - minutes * 60_000))
  const body = JSON.stringify({ ...event, detail: { ...event?.detail, eventTime } })
  return { Records: [{ messageId: 'm', eventSource: 'aws:sqs', body }] }
}

describe('where there is no stack', () => {
  test.each([
    ['before the minutes are over', 14, []],
    ['when the minutes are over', 16, ['PutBucketPolicy']],
  ])('a bucket of Cloud Control gets its policy, %s', async (_, minutes, expected) => {
    const { cloudControl, aws, brought, puts } = await deployment(HELD)
    await cloudControl.createBucket({ Bucket: BUCKET })
    await aws.settled()
    aws.deliver(queued(brought().at(-1), minutes))
    await aws.settled()
    expect(puts()).toEqual(expected)
    expect(aws.deadLetters()).toEqual([])
  })

  test.each([
    ['not before the minutes are over', 14, 0],
    ['when the minutes are over', 16, 1],
  ])('a deletion of nothing but own statements is reverted %s', async (_, minutes, expected) => {
    const { s3, aws, createBucket, arrive, brought, puts, records } = await deployment(HELD)
    await createBucket()
    await arrive()
    expect(records()).toHaveLength(1)
    await s3.deleteBucketPolicy({ Bucket: BUCKET })
    await aws.settled()
    aws.deliver(queued(brought().at(-1), minutes))
    await aws.settled()
    expect(puts()).toHaveLength(1 + expected)
    expect(records()).toHaveLength(1 + expected)
  })

  test('the owner makes room by a deletion, and deploys a policy of his own', async () => {
    const { s3, aws, createBucket, stack, puts, records, statements } = await deployment()
    await createBucket()
    await aws.settled()
    await s3.deleteBucketPolicy({ Bucket: BUCKET })
    await aws.settled()
    await stack.createPolicy(BUCKET, TEMPLATE_POLICY)
    await aws.settled()
    expect(await statements()).toEqual(TEMPLATE_POLICY.Statement)
    expect(puts()).toEqual(['PutBucketPolicy'])
    expect(records()).toHaveLength(1)
  })

  test('with SETTLE_MINUTES=0 nothing waits', async () => {
    const { cloudControl, aws, puts } = await deployment({ params: { settleMinutes: '0' } })
    await cloudControl.createBucket({ Bucket: BUCKET })
    await aws.settled()
    expect(puts()).toEqual(['PutBucketPolicy'])
  })
})

describe('the message about a bucket of a finished stack', () => {
  test('names the stack and the bucket in it, and says how to go on', async () => {
    const { finish, records, emails } = await stackWithBucket()
    await finish('CREATE_COMPLETE')
    expect(records()).toMatchObject([{ stack: { name: 'shop', logicalId: 'Uploads' } }])
    const [email = ''] = emails()
    expect(email).toContain('The stack shop made this bucket, as Uploads.')
    expect(email).toContain('"LogicalResourceId":"UploadsPolicy"')
    expect(email).toContain('npx cdk import')
    expect(email).toContain(`npx cooper yield ${BUCKET} --for 2h`)
  })

  test('after a yield the owner deploys a policy of his own, and Cooper disturbs nobody', async () => {
    const { aws, finish, stack, statements, puts, emails } = await stackWithBucket()
    await finish('CREATE_COMPLETE')
    await expect(stack.createPolicy(BUCKET, TEMPLATE_POLICY)).rejects.toThrow('already exists')
    const [, command = ''] = /npx cooper (yield .*)$/m.exec(emails()[0] ?? '') ?? []
    const run = commandIn(aws, JOURNAL)
    const { status } = await run(...command.split(' '), '--yes', '--no-notify')
    expect(status).toBe(0)
    await aws.settled()
    aws.releaseDelayed()
    await aws.settled()
    expect(aws.bucket(BUCKET)?.policy).toBeUndefined()
    await stack.createPolicy(BUCKET, TEMPLATE_POLICY)
    await finish('UPDATE_COMPLETE')
    expect(await statements()).toEqual(TEMPLATE_POLICY.Statement)
    expect(puts()).toEqual(['PutBucketPolicy'])
    expect(emails()).toHaveLength(1)
  })
})

test.each([
  ['with its tags', { uploadEncryption: 'explicit', defaultEncryption: 'sse-kms' }, true],
  ['before its tags are there', {}, false],
])(
  "a second Cooper's own stack deploys beside a first one, whose event arrives %s",
  async (_, params, isTagged) => {
    const { aws, deployer, stack, finish, puts, records } = await deployment({ params })
    const { stackBuckets, stackPolicies } = readStack('serverless.yml', { stage: 'prod' })
    expect(stackPolicies.map(({ bucket }) => bucket)).toEqual(stackBuckets.map(({ name }) => name))
    for (const { name, tags = {} } of stackBuckets) {
      await deployer.createBucket({ Bucket: name })
      if (!isTagged) await aws.settled()
      stack.tag(name, 'JournalBucket', tags)
      await aws.settled()
    }
    // CloudFormation would refuse it if the first Cooper had created a policy.
    for (const { bucket, document } of stackPolicies) await stack.createPolicy(bucket, document)
    await finish('CREATE_COMPLETE')
    aws.releaseDelayed()
    await aws.settled()
    expect({ puts: puts(), records: records() }).toEqual({ puts: [], records: [] })
    expect(stackBuckets.length).toBeGreaterThan(0)
    for (const { bucket, document } of stackPolicies) {
      expect(JSON.parse(aws.bucket(bucket)?.policy?.text ?? '')).toEqual(document)
    }
  },
)
