import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BusEvent } from '../../src/local-aws/events/bus-event.ts'
import {
  roleIdentity,
  rootIdentity,
  serviceIdentity,
} from '../../src/local-aws/identity/identity.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, denyHttp, outcomeOf } from './support.ts'

const pipeline = roleIdentity('123456789012', 'pipeline', 'deploy-42')
let events: BusEvent[]
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws({
    clock: () => new Date('2026-11-23T12:34:56.789Z'),
    identities: {
      pipeline,
      stack: { ...pipeline, invokedBy: 'cloudformation.amazonaws.com' },
      service: serviceIdentity('logging.s3.amazonaws.com'),
      foreign: rootIdentity('210987654321'),
    },
    log: (entry) => void (entry.type === 'event' && events.push(entry.event)),
  })
})
afterAll(() => aws.close())

type Clients = ReturnType<typeof clientsOf>
type Call = (s3: Clients['s3']) => Promise<unknown>

/** The events of one call. */
async function eventsOf(call: Call, options: Parameters<typeof clientsOf>[1] = {}) {
  events = []
  await outcomeOf(call(clientsOf(aws, { protocol: 'https', ...options }).s3))
  return events
}

const create =
  (Bucket: string): Call =>
  (s3) =>
    s3.createBucket({ Bucket })
const Bucket = 'published'

describe('a call that changes a bucket is published to EventBridge', () => {
  it('in the format of CloudTrail', async () => {
    const [event] = await eventsOf(create(Bucket))
    const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)
    const host = new URL(aws.httpsUrl).host
    expect(event).toEqual({
      version: '0',
      id: uuid,
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.s3',
      account: '123456789012',
      time: '2026-11-23T12:34:56Z',
      region: 'us-east-1',
      resources: [],
      detail: {
        eventVersion: '1.11',
        userIdentity: {
          type: 'IAMUser',
          principalId: expect.stringMatching(/^AIDA[A-Z2-7]{16}$/),
          arn: 'arn:aws:iam::123456789012:user/developer',
          accountId: '123456789012',
          accessKeyId: 'developer',
          userName: 'developer',
        },
        eventTime: '2026-11-23T12:34:56Z',
        eventSource: 's3.amazonaws.com',
        eventName: 'CreateBucket',
        awsRegion: 'us-east-1',
        sourceIPAddress: '127.0.0.1',
        userAgent: expect.stringMatching(/^\[aws-sdk-js\/.*\]$/),
        requestParameters: { bucketName: Bucket, Host: host },
        responseElements: null,
        additionalEventData: {
          SignatureVersion: 'SigV4',
          AuthenticationMethod: 'AuthHeader',
          CipherSuite: expect.stringMatching(/^TLS_/),
          bytesTransferredIn: 0,
          bytesTransferredOut: 0,
          'x-amz-id-2': expect.any(String),
        },
        requestID: expect.stringMatching(/^[0-9A-F]{16}$/),
        eventID: uuid,
        readOnly: false,
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: '123456789012',
        eventCategory: 'Management',
        tlsDetails: {
          tlsVersion: 'TLSv1.3',
          cipherSuite: expect.stringMatching(/^TLS_/),
          clientProvidedHostHeader: host,
        },
      },
    })
  })

  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } } as const
  const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/'
  it.each([
    [
      'PutBucketPolicy',
      (s3) => s3.putBucketPolicy({ Bucket, Policy: JSON.stringify(denyHttp(Bucket)) }),
      { bucketPolicy: denyHttp(Bucket), policy: '' },
    ],
    [
      'PutBucketAcl',
      (s3) => s3.putBucketAcl({ Bucket, ACL: 'public-read' }),
      { acl: '', 'x-amz-acl': 'public-read' },
    ],
    ['DeleteBucketPolicy', (s3) => s3.deleteBucketPolicy({ Bucket }), { policy: '' }],
    [
      'PutBucketEncryption',
      (s3) =>
        s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
      { encryption: '', ServerSideEncryptionConfiguration: { xmlns, Rule: rule } },
    ],
    ['DeleteBucketEncryption', (s3) => s3.deleteBucketEncryption({ Bucket }), { encryption: '' }],
    [
      'PutBucketTagging',
      (s3) => s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
      { tagging: '', Tagging: { xmlns, TagSet: { Tag: { Key: 'a', Value: 'b' } } } },
    ],
    ['DeleteBucketTagging', (s3) => s3.deleteBucketTagging({ Bucket }), { tagging: '' }],
    [
      'PutBucketWebsite',
      (s3) =>
        s3.putBucketWebsite({ Bucket, WebsiteConfiguration: { IndexDocument: { Suffix: 'i' } } }),
      { website: '' },
    ],
    ['DeleteBucketWebsite', (s3) => s3.deleteBucketWebsite({ Bucket }), { website: '' }],
    [
      'PutBucketLogging',
      (s3) => s3.putBucketLogging({ Bucket, BucketLoggingStatus: {} }),
      { logging: '' },
    ],
    [
      'PutBucketPublicAccessBlock',
      (s3) => s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: {} }),
      { publicAccessBlock: '' },
    ],
    [
      'DeleteBucketPublicAccessBlock',
      (s3) => s3.deletePublicAccessBlock({ Bucket }),
      { publicAccessBlock: '' },
    ],
    ['DeleteBucket', (s3) => s3.deleteBucket({ Bucket }), {}],
  ] as [string, Call, object][])('as %s', async (eventName, call, parameters) => {
    const published = await eventsOf(call)
    expect(published.map(({ detail }) => detail)).toMatchObject([
      {
        eventName,
        requestParameters: { bucketName: Bucket, ...parameters },
        resources: [
          { accountId: '123456789012', type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${Bucket}` },
        ],
      },
    ])
    expect(published[0]?.detail).not.toHaveProperty('errorCode')
  })

  it('with the access control list of a new bucket', async () => {
    const [event] = await eventsOf((s3) =>
      s3.createBucket({ Bucket: 'published-acl', ACL: 'authenticated-read' }),
    )
    expect(event?.detail).toMatchObject({
      requestParameters: { bucketName: 'published-acl', 'x-amz-acl': 'authenticated-read' },
    })
  })

  it('in the region that the client called', async () => {
    const [event] = await eventsOf(
      (s3) =>
        s3.createBucket({
          Bucket: 'published-eu',
          CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
        }),
      { region: 'eu-west-1' },
    )
    expect(event).toMatchObject({ region: 'eu-west-1', detail: { awsRegion: 'eu-west-1' } })
  })
})

describe('the event names the caller', () => {
  it.each([
    [
      'a root user',
      'root',
      { type: 'Root', principalId: '123456789012', arn: 'arn:aws:iam::123456789012:root' },
    ],
    [
      'a role, with its issuer',
      'pipeline',
      {
        type: 'AssumedRole',
        principalId: expect.stringMatching(/^AROA[A-Z2-7]{16}:deploy-42$/),
        arn: 'arn:aws:sts::123456789012:assumed-role/pipeline/deploy-42',
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            arn: 'arn:aws:iam::123456789012:role/pipeline',
            userName: 'pipeline',
          },
        },
      },
    ],
    [
      'a role that CloudFormation uses',
      'stack',
      { type: 'AssumedRole', invokedBy: 'cloudformation.amazonaws.com' },
    ],
  ])('%s', async (_, accessKeyId, userIdentity) => {
    const [event] = await eventsOf(create(`by-${accessKeyId}`), { accessKeyId })
    expect(event?.detail).toMatchObject({ userIdentity })
  })

  it('CloudFormation replaces the address and the user agent', async () => {
    const [event] = await eventsOf(create('by-stack-2'), { accessKeyId: 'stack' })
    const service = 'cloudformation.amazonaws.com'
    expect(event?.detail).toMatchObject({ sourceIPAddress: service, userAgent: service })
  })

  it('root users and users have no session issuer', async () => {
    const [event] = await eventsOf(create('by-root-2'), { accessKeyId: 'root' })
    expect(event?.detail.userIdentity).not.toHaveProperty('sessionContext')
  })

  it('another account, in an event to the owner of the bucket', async () => {
    await clientsOf(aws).s3.createBucket({ Bucket: 'owned' })
    const drop: Call = (s3) => s3.deleteBucketPolicy({ Bucket: 'owned' })
    const [event] = await eventsOf(drop, { accessKeyId: 'foreign' })
    expect(event).toMatchObject({
      account: '123456789012',
      detail: {
        userIdentity: { accountId: '210987654321' },
        recipientAccountId: '123456789012',
        errorCode: 'MethodNotAllowed',
      },
    })
  })
})

describe('a call that failed is published with its error', () => {
  it.each([
    ['a missing bucket', 'NoSuchBucket', (s3) => s3.deleteBucketPolicy({ Bucket: 'missing' })],
    [
      'a malformed policy',
      'MalformedPolicy',
      (s3) => s3.putBucketPolicy({ Bucket: 'failing', Policy: '{' }),
    ],
    [
      'an access control list in the body',
      'NotImplemented',
      (s3) => s3.putBucketAcl({ Bucket: 'failing', AccessControlPolicy: { Grants: [] } }),
    ],
    ['an invalid name', 'InvalidBucketName', (s3) => s3.createBucket({ Bucket: 'no_name' })],
    [
      'an invalid tag',
      'InvalidTag',
      (s3) =>
        s3.putBucketTagging({ Bucket: 'failing', Tagging: { TagSet: [{ Key: '<', Value: '' }] } }),
    ],
  ] as [string, string, Call][])('%s', async (_, errorCode, call) => {
    await clientsOf(aws).s3.createBucket({ Bucket: 'failing' })
    const published = await eventsOf(call)
    expect(published).toMatchObject([{ detail: { errorCode, errorMessage: expect.any(String) } }])
  })
})

describe('no event is published', () => {
  it.each([
    ['for a read of an access control list', (s3) => s3.getBucketAcl({ Bucket: 'failing' })],
    ['for a read of the encryption', (s3) => s3.getBucketEncryption({ Bucket: 'failing' })],
    [
      'for an upload of an object',
      (s3) => s3.putObject({ Bucket: 'failing', Key: 'k', Body: 'x' }),
    ],
    ['for a deletion of an object', (s3) => s3.deleteObject({ Bucket: 'failing', Key: 'k' })],
  ] as [string, Call][])('%s', async (_, call) => {
    expect(await eventsOf(call)).toEqual([])
  })
})
