import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogEntry } from '../../src/local-aws/log.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { cases } from '../support/cases.ts'
import { signed } from './support.ts'

const entries: LogEntry[] = []
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({ log: (entry) => void entries.push(entry) })
  await fetch(`${aws.httpUrl}/bucket`, { method: 'PUT', headers: signed() })
})
afterAll(() => aws.close())

const subresources = [
  'acl',
  'policy',
  'encryption',
  'tagging',
  'website',
  'logging',
  'publicAccessBlock',
]
const queries = [
  ...[...subresources, 'versions', 'versioning', 'uploads', 'cors', 'object-lock', 'legal-hold'],
  ...['uploadId=x&partNumber=1', 'versionId=null', 'ownershipControls', 'lifecycle'],
  ...['delete', 'list-type=2&continuation-token=%FF', '__proto__'],
]
const paths = [
  '/',
  '/bucket',
  '/bucket/',
  '/bucket/key',
  '/v20180820/jobs',
  '/bucket/%E0%A4%A',
  '/__proto__',
  '//',
  '/%00',
  '/missing',
]
const bodies = [
  ...['', '{', '<', '[]', 'null', '<Tagging><TagSet><Tag/></TagSet></Tagging>', '<Delete/>'],
  '<Tagging><__proto__><a/></__proto__><TagSet>x</TagSet></Tagging>',
  '<ServerSideEncryptionConfiguration><Rule>x</Rule></ServerSideEncryptionConfiguration>',
  '<PublicAccessBlockConfiguration>x</PublicAccessBlockConfiguration>',
  '<!DOCTYPE a [<!ENTITY x "y">]><Tagging>&x;</Tagging>',
  '<Tagging>'.repeat(5000),
  '['.repeat(100_000),
  '{"a":'.repeat(20_000),
  '{"Statement":[null]}',
  '{"__proto__":{},"Statement":{}}',
  'Action=Publish&TopicArn=x&Message=%FF&MessageAttributes.entry.1.Name=__proto__',
  '{"Entries":[null]}',
]

const request = fc.record({
  method: fc.constantFrom('PUT', 'POST', 'DELETE', 'OPTIONS'),
  path: fc.constantFrom(...paths),
  query: fc.constantFrom('', ...queries),
  body: fc.oneof(fc.constantFrom(...bodies), fc.string({ maxLength: 50 })),
  service: fc.constantFrom('s3', 's3', 's3', 'sns', 'events', 'sts', 'sqs'),
  target: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    'AWSEvents.PutEvents',
    'AmazonSQS.CreateQueue',
  ),
})

describe('a request of any kind', () => {
  it('gets a response, and never an internal error', async () => {
    const answered = fc.asyncProperty(
      request,
      async ({ method, path, query, body, service, target }) => {
        const headers = {
          ...signed({ service }),
          ...(target && { 'x-amz-target': target }),
          ...(path.startsWith('/v2') && { 'x-amz-account-id': '123456789012' }),
        }
        const response = await fetch(`${aws.httpUrl}${path}?${query}`, { method, headers, body })
        await response.arrayBuffer()
        expect(response.status).not.toBe(500)
      },
    )
    await fc.assert(answered, { numRuns: cases(500) })
    expect(entries).not.toContainEqual(expect.objectContaining({ errorCode: 'InternalError' }))
  })
})
