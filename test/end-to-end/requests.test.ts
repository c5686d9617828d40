import { expect, test } from 'vitest'
import { deploy, HELD } from './deployed.ts'

/** What the function asked of AWS since the last call, by operation, its journal and its topic included. */
async function deployed() {
  const requests: string[] = []
  const account = await deploy({ ...HELD, heard: (operation) => requests.push(operation) })
  return { ...account, requests: () => requests.splice(0).toSorted() }
}

const LOOK = ['GetBucketEncryption', 'GetBucketPolicy']

test('an event of a compliant bucket: two reads of the bucket, and nothing else', async () => {
  const { createBucket, arrive, requests } = await deployed()
  await createBucket()
  await arrive()
  requests()
  await arrive()
  expect(requests()).toEqual(LOOK)
})

test('an event of a bucket that is mended and told: thirteen requests', async () => {
  const { createBucket, arrive, requests } = await deployed()
  await createBucket()
  await arrive()
  expect(requests()).toEqual(
    [
      ...LOOK,
      ...['GetBucketTagging', 'GetBucketWebsite', 'ListObjectsV2'],
      'PutObject',
      ...['GetBucketPolicy', 'PutBucketPolicy'],
      ...LOOK,
      ...['PutObject', 'Publish', 'PutObject'],
    ].toSorted(),
  )
})
