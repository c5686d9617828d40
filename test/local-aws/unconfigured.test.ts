import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, outcomeOf } from './support.ts'

const Bucket = 'plain'
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
})
beforeEach(async () => {
  for (const name of [Bucket, 'locked']) {
    const bucket = aws.bucket(name)
    bucket?.objects.clear()
    bucket?.history.clear()
    if (bucket !== undefined) await s3().deleteBucket({ Bucket: name })
  }
  await s3().createBucket({ Bucket })
  await s3().createBucket({ Bucket: 'locked', ObjectLockEnabledForBucket: true })
})
afterAll(() => aws.close())
const s3 = () => clientsOf(aws, { protocol: 'https' }).s3

/** What a call answers, without its metadata; the name of its error where it fails. */
const answer = (call: Promise<object>) =>
  call.then(
    ({ $metadata: _, ...found }: { $metadata?: unknown }) => found,
    (error: Error) => error.name,
  )

describe('a new bucket', () => {
  it.each([
    ['versioning', () => s3().getBucketVersioning({ Bucket }), {}],
    ['its policy status', () => s3().getBucketPolicyStatus({ Bucket }), 'NoSuchBucketPolicy'],
    [
      'lifecycle',
      () => s3().getBucketLifecycleConfiguration({ Bucket }),
      'NoSuchLifecycleConfiguration',
    ],
    ['CORS', () => s3().getBucketCors({ Bucket }), 'NoSuchCORSConfiguration'],
    ['notifications', () => s3().getBucketNotificationConfiguration({ Bucket }), {}],
    [
      'replication',
      () => s3().getBucketReplication({ Bucket }),
      'ReplicationConfigurationNotFoundError',
    ],
    [
      'object lock',
      () => s3().getObjectLockConfiguration({ Bucket }),
      'ObjectLockConfigurationNotFoundError',
    ],
    ['acceleration', () => s3().getBucketAccelerateConfiguration({ Bucket }), {}],
    ['payment', () => s3().getBucketRequestPayment({ Bucket }), { Payer: 'BucketOwner' }],
    [
      'inventories',
      () => s3().listBucketInventoryConfigurations({ Bucket }),
      { IsTruncated: false },
    ],
    ['metrics', () => s3().listBucketMetricsConfigurations({ Bucket }), { IsTruncated: false }],
    [
      'one metric',
      () => s3().getBucketMetricsConfiguration({ Bucket, Id: 'a' }),
      'NoSuchConfiguration',
    ],
    [
      'ownership',
      () => s3().getBucketOwnershipControls({ Bucket }),
      { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
    ],
  ])('has not configured %s', async (_, call, expected) => {
    expect(await answer(call())).toEqual(expected)
  })
})

describe('a configuration', () => {
  const rule = {
    ID: 'r',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    Expiration: { Days: 1 },
  } as const
  const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }]
  const TopicConfigurations = [
    {
      Id: 'a',
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:t',
      Events: ['s3:ObjectCreated:*' as const],
    },
  ]
  const Role = 'arn:aws:iam::123456789012:role/r'
  const replica = { Bucket: 'arn:aws:s3:::other' }
  const ReplicationConfiguration = {
    Role,
    Rules: [{ ID: 'r', Status: 'Enabled' as const, Prefix: '', Destination: replica }],
  }
  it.each([
    [
      'lifecycle',
      () =>
        s3().putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: [rule] } }),
      () => s3().getBucketLifecycleConfiguration({ Bucket }),
      { Rules: [rule] },
      () => s3().deleteBucketLifecycle({ Bucket }),
    ],
    [
      'CORS',
      () => s3().putBucketCors({ Bucket, CORSConfiguration: { CORSRules } }),
      () => s3().getBucketCors({ Bucket }),
      { CORSRules },
      () => s3().deleteBucketCors({ Bucket }),
    ],
    [
      'notifications',
      () =>
        s3().putBucketNotificationConfiguration({
          Bucket,
          NotificationConfiguration: { TopicConfigurations },
        }),
      () => s3().getBucketNotificationConfiguration({ Bucket }),
      { TopicConfigurations },
      () => s3().putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }),
    ],
    [
      'replication',
      () => s3().putBucketReplication({ Bucket, ReplicationConfiguration }),
      () => s3().getBucketReplication({ Bucket }),
      { ReplicationConfiguration },
      () => s3().deleteBucketReplication({ Bucket }),
    ],
    [
      'ownership',
      () =>
        s3().putBucketOwnershipControls({
          Bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
        }),
      () => s3().getBucketOwnershipControls({ Bucket }),
      { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } },
      () => s3().deleteBucketOwnershipControls({ Bucket }),
    ],
  ])('is returned as it was put, until its deletion: %s', async (_, put, get, expected, remove) => {
    const before = await answer(get())
    await put()
    expect(await answer(get())).toEqual(expected)
    await remove()
    const after = await answer(get())
    expect(after).toEqual(_ === 'ownership' ? 'OwnershipControlsNotFoundError' : before)
  })

  it('of object lock locks new objects by default', async () => {
    const DefaultRetention = { Mode: 'GOVERNANCE', Days: 1 } as const
    const ObjectLockConfiguration = {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention },
    } as const
    await s3().putObjectLockConfiguration({ Bucket: 'locked', ObjectLockConfiguration })
    expect(await answer(s3().getObjectLockConfiguration({ Bucket: 'locked' }))).toEqual({
      ObjectLockConfiguration,
    })
    const object = { Bucket: 'locked', Key: 'key' }
    const { VersionId } = await s3().putObject({ ...object, Body: 'x' })
    expect((await s3().headObject(object)).ObjectLockMode).toBe('GOVERNANCE')
    const version = { ...object, VersionId }
    expect(await outcomeOf(s3().deleteObject(version))).toBe('AccessDenied')
    expect(
      await outcomeOf(s3().deleteObject({ ...version, BypassGovernanceRetention: true })),
    ).toBe('ok')
    const put = s3().putObjectLockConfiguration({ Bucket, ObjectLockConfiguration })
    expect(await outcomeOf(put)).toBe('InvalidBucketState')
  })

  it('of an object: its hold keeps its version, and its retention only grows', async () => {
    const object = { Bucket: 'locked', Key: 'key' }
    const { VersionId } = await s3().putObject({ ...object, Body: 'x' })
    await s3().putObjectLegalHold({ ...object, LegalHold: { Status: 'ON' } })
    expect((await s3().getObjectLegalHold(object)).LegalHold).toEqual({ Status: 'ON' })
    expect(await outcomeOf(s3().deleteObject({ ...object, VersionId }))).toBe('AccessDenied')
    await s3().putObjectLegalHold({ ...object, LegalHold: { Status: 'OFF' } })
    const until = (hours: number) => new Date(Date.now() + hours * 3_600_000)
    const Mode = 'COMPLIANCE' as const
    const retain = (hours: number) =>
      outcomeOf(
        s3().putObjectRetention({ ...object, Retention: { Mode, RetainUntilDate: until(hours) } }),
      )
    expect([await retain(2), await retain(3), await retain(1)]).toEqual([
      'ok',
      'ok',
      'AccessDenied',
    ])
    const bypass = { ...object, VersionId, BypassGovernanceRetention: true }
    expect(await outcomeOf(s3().deleteObject(bypass))).toBe('AccessDenied')
  })
})

describe('ListObjects', () => {
  it('lists in pages, with a marker', async () => {
    for (const Key of ['a/1', 'a/2', 'b', 'c']) await s3().putObject({ Bucket, Key, Body: 'x' })
    const list = async (options: object) => {
      const page = await s3().listObjects({ Bucket, ...options })
      return {
        keys: [...(page.CommonPrefixes ?? []), ...(page.Contents ?? [])].map((one) =>
          'Prefix' in one ? one.Prefix : 'Key' in one ? one.Key : '',
        ),
        next: page.NextMarker,
        isTruncated: page.IsTruncated,
      }
    }
    expect((await list({})).keys).toEqual(['a/1', 'a/2', 'b', 'c'])
    expect(await list({ MaxKeys: 2, Delimiter: '/' })).toEqual({
      ...{ keys: ['a/', 'b'], next: 'b', isTruncated: true },
    })
    expect((await list({ Marker: 'b' })).keys).toEqual(['c'])
  })
})
