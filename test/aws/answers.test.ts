import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { bucketCalls } from '../../src/aws/s3/bucket-calls.ts'
import { locateBucket } from '../../src/aws/s3/locate-bucket.ts'
import { createS3Clients } from '../../src/aws/s3/s3-client.ts'
import { BUCKET, policyOf } from '../support/builders.ts'

// An S3-compatible service that answers with less than S3 does, which the embedded AWS never does.
let answer = { status: 403, body: '' }
const server = createServer((_request, response) => {
  response.writeHead(answer.status).end(answer.body)
}).listen(0)
afterAll(() => server.close())
process.env.AWS_ACCESS_KEY_ID = 'developer'
process.env.AWS_SECRET_ACCESS_KEY = 'any'
process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const { writer } = createS3Clients(process.env, 'us-east-1')
const calls = bucketCalls({ reader: writer, writer })

const xml = (content: string) => `<?xml version="1.0"?><Error>${content}</Error>`

const READ = 's3:GetBucketPolicy was refused with'
const FAILED = 'Cannot call s3:GetBucketPolicy on bucket "cooper-example-bucket":'

test.each<[string, number, string, string]>([
  ['nothing', 403, '', `${READ} HTTP 403: HTTP 403 without a message`],
  ['a code', 403, xml('<Code>Odd</Code>'), `${READ} Odd: Odd without a message, HTTP 403`],
  ['a message', 403, xml('<Message>because</Message>'), `${READ} HTTP 403: because`],
  ['a page', 403, '<html>no</html>', `${READ} HTTP 403: HTTP 403 without a message`],
])('a refused read tells code and status, if the answer has only %s', async (...given) => {
  const [, status, body, reason] = given
  answer = { status, body }
  expect(await calls.readPolicy(BUCKET)).toEqual({ known: false, reason })
})

test.each<[string, number, string, string]>([
  ['nothing', 503, '', `${FAILED} HTTP 503 without a message`],
  ['a code', 503, xml('<Code>Odd</Code>'), `${FAILED} Odd without a message, HTTP 503`],
  ['a text, as from a proxy', 403, 'no', `${FAILED} An unreadable answer with HTTP 403`],
  [
    'an access key that is not known',
    403,
    xml('<Code>InvalidAccessKeyId</Code>'),
    `${FAILED} InvalidAccessKeyId without a message, HTTP 403. AWS does not know these credentials: check AWS_ACCESS_KEY_ID, or the profile`,
  ],
  [
    'a signature that does not match',
    403,
    xml('<Code>SignatureDoesNotMatch</Code><Message>Check your key</Message>'),
    `${FAILED} Check your key. The secret access key does not fit the access key, or a proxy changed the request: check AWS_SECRET_ACCESS_KEY, or the profile`,
  ],
  [
    'a signature for an unnamed region',
    400,
    xml('<Code>AuthorizationHeaderMalformed</Code><Message>wrong</Message>'),
    `${FAILED} wrong. The request was signed for another region than that of the endpoint: check AWS_REGION and the endpoint`,
  ],
  [
    'a signature for a named region',
    400,
    xml('<Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region>'),
    'Bucket "cooper-example-bucket" is in eu-west-1, not in us-east-1',
  ],
])('an error says what to do, and names the status: %s', async (_what, status, body, message) => {
  answer = { status, body }
  await expect(calls.readPolicy(BUCKET)).rejects.toMatchObject({ message })
})

test('a refused write tells code and status', async () => {
  answer = { status: 400, body: '' }
  expect(await calls.putPolicy(BUCKET, policyOf())).toEqual({
    code: 'HTTP 400',
    message: 'HTTP 400 without a message',
  })
})

test('a HEAD, which never has a body, tells the status', async () => {
  answer = { status: 400, body: '' }
  await expect(locateBucket(writer, 'a-bucket')).rejects.toMatchObject({
    code: 'HTTP 400',
    message: 'Cannot find bucket "a-bucket": HTTP 400 without a message',
  })
})
