import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseBucketEvent, parseCall } from '../../../src/aws/events/cloudtrail-event.ts'
import { reasonToIgnoreCall, reasonToIgnoreEvent } from '../../../src/core/relevance.ts'
import { SAMPLES, type SampleEvent, sample } from '../../support/events.ts'
import { suiteWith } from '../../support/suite-with.ts'
import { RECORDED_EVENTS } from '../../support/tools.ts'

const HOME = { account: '123456789012', region: 'us-east-1', partition: 'aws' }
const OWN = { roleName: 'cooper-dev-us-east-1', journalBucket: 'cooper-dev-journal' }

function ignored(event: unknown): string | undefined {
  const call = parseCall(event)
  if (!call) return 'Not a call reported by CloudTrail'
  return reasonToIgnoreCall(call) ?? reasonToIgnoreEvent(parseBucketEvent(event, HOME), OWN)
}

describe('each sample event leads to a check of its bucket, or is ignored for a reason', () => {
  const IGNORED: Readonly<Record<string, string>> = {
    'bucket-check-requested.json': 'Not a call reported by CloudTrail',
    'bucket-check-requested-by-other-cooper.json': 'Not a call reported by CloudTrail',
    'bucket-sweep-continued.json': 'Not a call reported by CloudTrail',
    'create-bucket-failed.json': 'The call failed, so it changed nothing',
    'create-directory-bucket.json': 'Not a call reported by CloudTrail',
    'delete-bucket.json': 'Not a call that Cooper acts on',
    'object-created.json': 'Not a call reported by CloudTrail',
    'put-bucket-encryption-by-cooper.json': "Cooper's own write",
    'put-bucket-encryption-foreign-bucket.json': 'The bucket belongs to another account',
    'put-bucket-policy-by-cooper.json': "Cooper's own write",
    'put-bucket-policy-cross-account.json': 'The call failed, so it changed nothing',
    'put-bucket-policy-denied.json': 'The call failed, so it changed nothing',
    'stack-completed.json': 'Not a call reported by CloudTrail',
    'stack-in-progress.json': 'Not a call reported by CloudTrail',
    'sweep-digest-due.json': 'Not a call reported by CloudTrail',
    'sweep-scheduled.json': 'Not a call reported by CloudTrail',
    'tag-resource-of-access-point.json': 'The tags of a resource that is not a bucket',
  }
  const MALFORMED = ['create-bucket-nameless.json']

  test.each([...SAMPLES.keys()].filter((name) => !MALFORMED.includes(name)))('%s', (name) => {
    expect(ignored(sample(name))).toBe(IGNORED[name])
  })
})

describe('the error about a malformed event names the field', () => {
  test.each<[string, (event: SampleEvent) => void, string]>([
    ['no source', (event) => delete event.source, 'source'],
    ['no detail', (event) => delete event.detail, 'detail'],
    ['a list as detail', (event) => (event.detail = []), 'detail.eventSource'],
    ['no event name', (event) => delete event.detail.eventName, 'detail.eventName'],
    ['no event id', (event) => delete event.detail.eventID, 'detail.eventID'],
    ['an empty event id', (event) => (event.detail.eventID = ''), 'detail.eventID'],
    [
      'half of a surrogate pair in the event id, which no S3 key can contain',
      (event) => (event.detail.eventID = 'a\ud800'),
      'detail.eventID',
    ],
    ['a text that is not a time', (event) => (event.detail.eventTime = 'now'), 'detail.eventTime'],
    [
      'no parameters',
      (event) => (event.detail.requestParameters = null),
      'detail.requestParameters',
    ],
    [
      'no bucket',
      (event) => delete event.detail.requestParameters.bucketName,
      'detail.requestParameters.bucketName',
    ],
    [
      'a bucket name with a path in it',
      (event) => (event.detail.requestParameters.bucketName = '../other'),
      'detail.requestParameters.bucketName',
    ],
    [
      'a short account id',
      (event) => (event.detail.recipientAccountId = '123'),
      'detail.recipientAccountId',
    ],
    ['no identity', (event) => delete event.detail.userIdentity, 'detail.userIdentity'],
  ])('%s', (_reason, spoil, path) => {
    const event = sample('put-bucket-policy-console.json', spoil)
    expect(() => ignored(event)).toThrow(
      expect.objectContaining({
        code: 'MalformedEvent',
        path,
        message: expect.stringContaining(`Cannot read the event: ${path}: `),
      }),
    )
  })

  test.each([
    ['ANSI codes', '\u001b[31m'],
    ['a link', 'http://evil.example'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('in one short, printable line, even if the field contains %s', (_what, text) => {
    const event = sample('put-bucket-policy-console.json', ({ detail }) => {
      detail.userIdentity = text
    })
    expect(() => ignored(event)).toThrow(
      /^Cannot read the event: detail\.userIdentity: [ -~…]{1,200}$/,
    )
    expect(() => ignored(event)).not.toThrow('://')
  })

  test.each([undefined, null, 'text', 7, []])('%j is not an event', (event) => {
    expect(() => ignored(event)).toThrow('Cannot read the event')
  })
})

describe('a parsed event', () => {
  test.each<[string, (event: SampleEvent) => void, object]>([
    [
      'a missing user agent is accepted',
      (event) => delete event.detail.userAgent,
      { actor: { userAgent: undefined } },
    ],
    [
      'a user agent of another type is ignored',
      (event) => (event.detail.userAgent = { a: 1 }),
      { actor: { userAgent: undefined } },
    ],
    [
      'a user agent of one megabyte is shortened',
      (event) => (event.detail.userAgent = 'x'.repeat(1_000_000)),
      { actor: { userAgent: 'x'.repeat(1024) } },
    ],
  ])('%s', (_reason, change, expected) => {
    expect(parseBucketEvent(sample('create-bucket.json', change), HOME)).toMatchObject(expected)
  })

  test.each<[string, (event: SampleEvent) => void]>([
    ['the region of the call', ({ detail }) => (detail.awsRegion = 'eu-west-1')],
    ['no region', ({ detail }) => delete detail.awsRegion],
    ['a region with a host in it', ({ detail }) => (detail.awsRegion = 'x.y/z')],
    [
      'a LocationConstraint',
      ({ detail }) =>
        (detail.requestParameters.CreateBucketConfiguration = { LocationConstraint: 'cn-north-1' }),
    ],
    ['no account', ({ detail }) => delete detail.recipientAccountId],
    ['the account of the caller', ({ detail }) => (detail.userIdentity.accountId = '210987654321')],
  ])('never says where a bucket is: %s', (_what, change) => {
    const event = sample('create-bucket.json', change)
    expect(parseBucketEvent(event, HOME).bucket).toEqual({
      name: 'cooper-example-bucket',
      ...HOME,
    })
    expect(ignored(event)).toBeUndefined()
  })

  test.each<[string, (event: SampleEvent) => void]>([
    ['by its recipient', ({ detail }) => (detail.recipientAccountId = '210987654321')],
    [
      'by its bus, if it has no recipient',
      (event) => {
        delete event.detail.recipientAccountId
        delete event.detail.resources
        event.account = '210987654321'
      },
    ],
  ])('about another account is ignored: %s', (_what, change) => {
    const event = sample('put-bucket-policy-console.json', (one) => {
      delete one.detail.resources
      change(one)
    })
    expect(ignored(event)).toBe('The bucket belongs to another account')
  })

  test("a session named like Cooper's function is not Cooper", () => {
    const event = sample('put-bucket-policy-by-cooper.json', ({ detail }) => {
      detail.userIdentity.sessionContext.sessionIssuer.userName = 'somebody'
    })
    expect(ignored(event)).toBeUndefined()
  })

  test("a federated session of a user named like Cooper's role is not Cooper", () => {
    const event = sample('put-bucket-policy-by-cooper.json', ({ detail }) => {
      detail.userIdentity.type = 'FederatedUser'
      detail.userIdentity.sessionContext.sessionIssuer.type = 'IAMUser'
    })
    expect(ignored(event)).toBeUndefined()
  })

  test('a role of the same name in another account is not Cooper', () => {
    const event = sample('put-bucket-policy-by-cooper.json', ({ detail }) => {
      detail.userIdentity.sessionContext.sessionIssuer.accountId = '999999999999'
    })
    expect(ignored(event)).toBeUndefined()
  })

  test('a directory bucket is ignored even if its event has the source of S3', () => {
    const event = sample('create-bucket.json', ({ detail }) => {
      detail.requestParameters.bucketName = 'example--use1-az4--x-s3'
    })
    expect(ignored(event)).toBe('A directory bucket')
  })
})

suiteWith('recorded-events', 'recorded CloudTrail records', () => {
  test('are parsed', () => {
    const lines = readFileSync(RECORDED_EVENTS, 'utf8').trim().split('\n')
    const records: SampleEvent[] = lines.map((line) => JSON.parse(line).event)
    for (const detail of records) {
      const event = { source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail', detail }
      const reason = ignored(event)
      if (reason !== undefined) continue
      expect(parseBucketEvent(event, HOME)).toMatchObject({
        id: detail.eventID,
        bucket: { name: detail.requestParameters.bucketName },
      })
    }
    expect(records.length).toBeGreaterThan(10)
  })
})

test('an ARN and a name of the same bucket give the same bucket', () => {
  expect(parseBucketEvent(sample('untag-resource.json'), HOME).bucket).toEqual(
    parseBucketEvent(sample('put-bucket-tagging.json'), HOME).bucket,
  )
})

test.each([
  ['a resource without ARN', undefined],
  ['an object', 'arn:aws:s3:::bucket/key'],
  ['a Storage Lens configuration', 'arn:aws:s3:us-east-1:123456789012:storage-lens/all'],
  ['a resource whose ARN is a number', 7],
])('a change of the tags of %s is ignored', (_reason, arn) => {
  const event = sample('untag-resource.json', ({ detail }) => {
    detail.requestParameters.resourceArn = arn
  })
  expect(ignored(event)).toBe('The tags of a resource that is not a bucket')
})

test("Cooper's own journal bucket is ignored", () => {
  const event = sample('create-bucket.json', ({ detail }) => {
    detail.requestParameters.bucketName = OWN.journalBucket
  })
  expect(ignored(event)).toBe("Cooper's own journal")
})
