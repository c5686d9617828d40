import { expect, test } from 'vitest'
import { createS3Client } from '../../../src/aws/s3/s3-client.ts'
import { createSnsClient } from '../../../src/aws/sns.ts'

test.each([
  ['AWS itself wants the name of the bucket in the host', {}, false],
  ['an empty variable is none', { AWS_ENDPOINT_URL: '' }, false],
  ['an emulator wants it in the path', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4580' }, true],
  ['so does one for S3 alone', { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4580' }, true],
])('%s', (_reason, environment, expected) => {
  expect(createS3Client(environment, 1).config.forcePathStyle).toBe(expected)
})

test('a topic is published to where it lives', async () => {
  const client = createSnsClient('arn:aws:sns:eu-central-1:123456789012:cooper')
  expect(await client.config.region()).toBe('eu-central-1')
})
