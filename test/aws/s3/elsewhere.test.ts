import { afterAll, expect, test, vi } from 'vitest'
import { bucketCalls } from '../../../src/aws/s3/bucket-calls.ts'
import { locateBucket } from '../../../src/aws/s3/locate-bucket.ts'
import { clientsByRegion, createS3Client, createS3Clients } from '../../../src/aws/s3/s3-client.ts'
import { regionElsewhere } from '../../../src/core/failures/bucket-elsewhere.ts'
import { startLocalAws } from '../../../src/local-aws/start.ts'
import { clientsOf } from '../../local-aws/support.ts'
import { BUCKET, policyOf, SSE_S3 } from '../../support/builders.ts'

const requests: string[] = []
const aws = await startLocalAws({
  log: (entry) => entry.type === 'request' && requests.push(entry.operation),
})
afterAll(() => aws.close())
vi.stubEnv('AWS_ACCESS_KEY_ID', 'developer')
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any')
vi.stubEnv('AWS_ENDPOINT_URL', aws.httpUrl)

const HOME = 'us-east-1'
await clientsOf(aws, { region: 'eu-west-1' }).s3.createBucket({
  Bucket: BUCKET.name,
  CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
})
const clients = createS3Clients(process.env, HOME)
const calls = bucketCalls(clients)

test.each<[string, () => Promise<unknown>]>([
  ['a read of the policy', () => calls.readPolicy(BUCKET)],
  ['a read of the encryption', () => calls.readEncryption(BUCKET)],
  ['a put of the policy', () => calls.putPolicy(BUCKET, policyOf())],
  ['a put of the encryption', () => calls.putEncryption(BUCKET, SSE_S3)],
])('%s follows no redirect: one request, and an error that names the region', async (_, call) => {
  requests.splice(0)
  const error = await call().catch((reason: unknown) => reason)
  expect(regionElsewhere(error)).toBe('eu-west-1')
  expect(error).toMatchObject({
    message: 'Bucket "cooper-example-bucket" is in eu-west-1, not in us-east-1',
  })
  expect(requests).toHaveLength(1)
  expect(await clients.reader.config.region()).toBe(HOME)
})

test('a bucket is located by one request', async () => {
  requests.splice(0)
  const client = createS3Client(process.env, 5, { region: HOME })
  expect(await locateBucket(client, BUCKET.name)).toBe('eu-west-1')
  expect(requests).toEqual(['HeadBucket'])
})

test('there is one set of clients for each region', () => {
  const clientsIn = clientsByRegion(process.env, clients, HOME)
  expect(clientsIn(HOME)).toBe(clients)
  expect(clientsIn('eu-west-1')).toBe(clientsIn('eu-west-1'))
  expect(clientsIn('eu-west-1')).not.toBe(clients)
})
