import { expect, onTestFinished, test } from 'vitest'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, outcomeOf } from './support.ts'

test('a new bucket that S3 does not show yet: every call but ListBuckets answers NoSuchBucket, until the delay is over', async () => {
  const clock = { now: Date.parse('2026-11-20T09:30:00Z') }
  const aws = await startLocalAws({ newBucketDelayMs: 5_000, clock: () => new Date(clock.now) })
  onTestFinished(() => aws.close())
  const { s3 } = clientsOf(aws)
  const Bucket = 'new-bucket'
  const calls = () => [
    outcomeOf(s3.getBucketPolicy({ Bucket })),
    outcomeOf(s3.getBucketEncryption({ Bucket })),
    outcomeOf(s3.putObject({ Bucket, Key: 'key' })),
  ]
  await s3.createBucket({ Bucket })
  clock.now += 4_999
  expect(await Promise.all(calls())).toEqual(Array(3).fill('NoSuchBucket'))
  expect((await s3.listBuckets()).Buckets).toMatchObject([{ Name: Bucket }])
  clock.now += 1
  expect(await Promise.all(calls())).toEqual(['NoSuchBucketPolicy', 'ok', 'ok'])
})
