import { expect, test } from 'vitest'
import { BUCKET } from './deployed.ts'
import { stackWithBucket, TEMPLATE_POLICY } from './stacked.ts'

test('a stack that brings a policy of its own deploys, and nobody is disturbed', async () => {
  const { stack, finish, puts, records, aws, refused, statements } = await stackWithBucket()
  expect(puts()).toEqual([])
  await stack.createPolicy(BUCKET, TEMPLATE_POLICY)
  await aws.settled()
  await finish('CREATE_COMPLETE')
  expect(await statements()).toEqual(TEMPLATE_POLICY.Statement)
  expect({ puts: puts(), records: records() }).toEqual({ puts: [], records: [] })
  // The role allows all that the wait needs.
  expect(refused()).not.toContain('AccessDenied')
  expect(aws.deadLetters()).toEqual([])
})

test('a stack without a policy gets one from Cooper when it is complete', async () => {
  const { finish, puts, records, aws } = await stackWithBucket()
  aws.releaseDelayed()
  await aws.settled()
  await finish('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
  expect(puts()).toEqual([])
  await finish('CREATE_COMPLETE')
  expect(puts()).toEqual(['PutBucketPolicy'])
  expect(records()).toMatchObject([{ outcome: 'remediated', event: { name: 'CreateBucket' } }])
  expect(aws.deadLetters()).toEqual([])
})

test('a stack that is deleted costs no message and no put', async () => {
  const { stack, deployer, finish, beginUpdate, puts, records, aws } = await stackWithBucket()
  await stack.createPolicy(BUCKET, TEMPLATE_POLICY)
  await finish('CREATE_COMPLETE')
  await beginUpdate()
  await deployer.deleteBucketPolicy({ Bucket: BUCKET })
  await aws.settled()
  await deployer.deleteBucket({ Bucket: BUCKET })
  await finish('DELETE_COMPLETE')
  expect({ puts: puts(), records: records() }).toEqual({ puts: [], records: [] })
  expect(aws.deadLetters()).toEqual([])
})

test('the delay queue delivers an event to the function once more', async () => {
  const { aws, s3, invocations } = await stackWithBucket()
  await s3.putBucketPolicy({ Bucket: BUCKET, Policy: JSON.stringify(TEMPLATE_POLICY) })
  await s3.deleteBucketPolicy({ Bucket: BUCKET })
  await aws.settled()
  const before = invocations()
  aws.releaseDelayed()
  await aws.settled()
  // Of the creation and of the deletion.
  expect(invocations() - before).toBe(2)
  expect(aws.deadLetters()).toEqual([])
})
