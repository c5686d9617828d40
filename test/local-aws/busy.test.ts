import { expect, onTestFinished, test } from 'vitest'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf } from './support.ts'

test('a busy S3 responds with SlowDown and does nothing, and other services work', async () => {
  const busy = { isBusy: true }
  const aws = await startLocalAws({
    topics: ['arn:aws:sns:us-east-1:123456789012:cooper'],
    isBusy: () => busy.isBusy,
  })
  onTestFinished(() => aws.close())
  const { s3, sns } = clientsOf(aws)
  expect(await failureOf(s3.createBucket({ Bucket: 'new-bucket' }))).toMatchObject({
    name: 'SlowDown',
    status: 503,
  })
  expect(aws.bucket('new-bucket')).toBeUndefined()
  await sns.publish({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:cooper', Message: 'any' })
  busy.isBusy = false
  await s3.createBucket({ Bucket: 'new-bucket' })
  expect(aws.bucket('new-bucket')).toBeDefined()
})
