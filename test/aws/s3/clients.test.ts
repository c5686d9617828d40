import { expect, test } from 'vitest'
import { createS3Client } from '../../../src/aws/s3/s3-client.ts'
import { createSnsClient } from '../../../src/aws/sns.ts'

test.each([
  ['a request to AWS has the bucket name in the host', {}, false],
  ['an empty endpoint variable counts as unset', { AWS_ENDPOINT_URL: '' }, false],
  [
    'a request to a custom endpoint has the bucket name in the path',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:4580' },
    true,
  ],
  [
    'a request to a custom endpoint of S3 has the bucket name in the path',
    { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4580' },
    true,
  ],
])('%s', (_reason, environment, expected) => {
  expect(createS3Client(environment, 1).config.forcePathStyle).toBe(expected)
})

test('the SNS client uses the region of the topic', async () => {
  const client = createSnsClient('arn:aws:sns:eu-central-1:123456789012:cooper')
  expect(await client.config.region()).toBe('eu-central-1')
})
