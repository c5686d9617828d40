import { expect, onTestFinished, test } from 'vitest'
import { daysAgo, judgeLogs } from '../../src/impact/judge-logs.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf } from '../local-aws/support.ts'
import { BUCKET } from '../support/builders.ts'

const LOGS = 'access-logs'

// The reader asks for each day, so that many days cost many requests.
const YESTERDAY = daysAgo(1)

/** A bucket with two access logs. */
async function loggedBucket() {
  const aws = await startLocalAws()
  onTestFinished(() => aws.close())
  const { s3 } = clientsOf(aws)
  for (const Bucket of [LOGS, BUCKET.name]) await s3.createBucket({ Bucket })
  const logs = aws.bucket(LOGS)
  if (logs) logs.acl = 'log-delivery-write'
  await s3.putBucketLogging({
    Bucket: BUCKET.name,
    BucketLoggingStatus: { LoggingEnabled: { TargetBucket: LOGS, TargetPrefix: '' } },
  })
  for (let number = 0; number < 2; number += 1) {
    await s3.headBucket({ Bucket: BUCKET.name })
    aws.deliverAccessLogs()
  }
  return s3
}

const ALL = { before: undefined, after: undefined, policy: 'planned' } as const

test('reads all logs', async () => {
  const s3 = await loggedBucket()
  const { requests, logs } = await judgeLogs(BUCKET, ALL, () => s3, { since: YESTERDAY })
  expect(requests).toBeGreaterThanOrEqual(2)
  expect(logs.note).not.toContain('in time')
})

test('what is not read in time is not known', async () => {
  const s3 = await loggedBucket()
  const signal = AbortSignal.abort()
  const { logs } = await judgeLogs(BUCKET, ALL, () => s3, { since: YESTERDAY, signal })
  expect(logs).toEqual({
    coverage: 'young',
    note: 'There are more logs than can be read in time',
  })
})
