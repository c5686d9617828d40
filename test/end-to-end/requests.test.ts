import { expect, test } from 'vitest'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { created } from '../bench/one-event.ts'
import { deploy, HELD } from './deployed.ts'

/** The function's requests to AWS since the last call, by operation, including those to its journal and its topic. */
async function deployed() {
  const requests: string[] = []
  const account = await deploy({ ...HELD, heard: (operation) => requests.push(operation) })
  return { ...account, requests: () => requests.splice(0).toSorted() }
}

const READS = ['GetBucketEncryption', 'GetBucketPolicy']

test('an event of a compliant bucket makes two reads of the bucket, and nothing else', async () => {
  const { createBucket, arrive, requests } = await deployed()
  await createBucket()
  await arrive()
  requests()
  await arrive()
  expect(requests()).toEqual(READS)
})

test('an event of a bucket that is remediated and reported makes sixteen requests', async () => {
  const { createBucket, arrive, requests } = await deployed()
  await createBucket()
  await arrive()
  expect(requests()).toEqual(
    [
      ...READS,
      ...['GetBucketTagging', 'GetBucketWebsite', 'ListObjectsV2', 'ListObjectsV2'],
      // The intent and its mark in the outbox, at once.
      ...['PutObject', 'PutObject'],
      ...['GetBucketPolicy', 'PutBucketPolicy'],
      ...READS,
      ...['PutObject', 'Publish'],
      // People were notified: the mark is removed at once.
      ...['PutObject', 'DeleteObjects'],
    ].toSorted(),
  )
})

test('an event of a bucket in another region does not send later requests to that region', async () => {
  const { aws, createBucket, arrive, requests } = await deployed()
  await createBucket()
  await arrive()
  const name = 'far-away-bucket'
  const facts = { account: aws.account, region: 'eu-west-1', partition: 'aws' }
  aws.addBucket(newBucket({ name, createdAt: new Date(), ...facts }))
  aws.deliver(created(name, { account: aws.account, region: aws.region }, 'eu-west-1'))
  await aws.settled()
  expect(requests()).toContain('Publish')
  await arrive()
  expect(requests()).toEqual(READS)
})
