import { createHash } from 'node:crypto'
import { Agent } from 'node:https'
import { S3Control } from '@aws-sdk/client-s3-control'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { localRole, type RoleFacts } from '../../src/local-aws/identity/role.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { allow, clientsOf, failureOf, outcomeOf } from './support.ts'

const AccountId = '123456789012'
const Bucket = 'stored'
const REPORTS = 'reports'
const KEY = `arn:aws:kms:us-east-1:${AccountId}:key/new`
const OLD_KEY = `arn:aws:kms:us-east-1:${AccountId}:key/old`

const roleOf = (
  name: string,
  policy: RoleFacts['policy'],
  service = 'batchoperations.s3.amazonaws.com',
) =>
  localRole({
    ...{ account: AccountId, name, policy },
    trust: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  })
const PERMISSIONS = [
  allow('s3:PutInventoryConfiguration', `arn:aws:s3:::${Bucket}`),
  allow('s3:UpdateObjectEncryption', `arn:aws:s3:::${Bucket}/*`),
  allow('s3:PutObject', `arn:aws:s3:::${REPORTS}/*`),
  allow('kms:*', KEY),
]
const ROLES = {
  full: roleOf('full', PERMISSIONS),
  untrusting: roleOf('untrusting', PERMISSIONS, 'ec2.amazonaws.com'),
  withoutList: roleOf('withoutList', PERMISSIONS.slice(1)),
  withoutUpdate: roleOf('withoutUpdate', [...PERMISSIONS.slice(0, 1), ...PERMISSIONS.slice(2)]),
  withoutReport: roleOf('withoutReport', [...PERMISSIONS.slice(0, 2), ...PERMISSIONS.slice(3)]),
}

let aws: LocalAws
const s3 = () => clientsOf(aws, { protocol: 'https' }).s3
// The SDK would put the account before the host name of an endpoint, which an IP address does not take.
const control = (accessKeyId = 'developer') =>
  new S3Control({
    ...{ region: 'us-east-1', maxAttempts: 1 },
    endpointProvider: () => ({ url: new URL(aws.httpsUrl) }),
    credentials: { accessKeyId, secretAccessKey: 'any' },
    requestHandler: { httpsAgent: new Agent({ ca: aws.ca }) },
  })

beforeAll(async () => {
  aws = await startLocalAws({
    roles: Object.values(ROLES),
    jobPauseMs: 5,
    identities: {
      cannotPass: {
        ...roleIdentity(AccountId, 'app', 'job'),
        policy: identityPolicy([allow('s3:*')]),
      },
    },
  })
  for (const one of [Bucket, REPORTS]) await s3().createBucket({ Bucket: one })
})
beforeEach(() => {
  for (const one of [Bucket, REPORTS]) {
    aws.bucket(one)?.objects.clear()
    aws.bucket(one)?.history.clear()
  }
})
afterAll(() => aws.close())

let tokens = 0
const create = (more: object = {}, generator: object = {}) => {
  tokens += 1
  return {
    ...{ AccountId, ClientRequestToken: `token-${tokens}`, Priority: 10 },
    RoleArn: ROLES.full.arn,
    Operation: {
      S3UpdateObjectEncryption: {
        ObjectEncryption: { SSEKMS: { KMSKeyArn: KEY, BucketKeyEnabled: true } },
      },
    },
    ManifestGenerator: {
      S3JobManifestGenerator: {
        ...{ SourceBucket: `arn:aws:s3:::${Bucket}`, EnableManifestOutput: false },
        ...generator,
      },
    },
    Report: {
      ...{ Enabled: true, Bucket: `arn:aws:s3:::${REPORTS}`, Prefix: 'runs' },
      ...{ Format: 'Report_CSV_20180820' as const, ReportScope: 'AllTasks' as const },
    },
    ...more,
  }
}
const run = async (more: object = {}, generator: object = {}) => {
  const { JobId = '' } = await control().createJob(create(more, generator))
  await aws.settled()
  return describeJob(JobId)
}
const describeJob = async (JobId: string) =>
  (await control().describeJob({ AccountId, JobId })).Job ?? {}
const textOf = async (Key: string) =>
  (await (await s3().getObject({ Bucket: REPORTS, Key })).Body?.transformToString()) ?? ''

/** One object of each kind. */
const KINDS = {
  'sse-s3': 'sse-s3',
  'ä key,"quoted"': { algorithm: 'aws:kms', keyId: OLD_KEY },
  'with-bucket-key': { algorithm: 'aws:kms', keyId: OLD_KEY, bucketKey: true },
  dsse: { algorithm: 'aws:kms:dsse' },
  'sse-c': 'sse-c',
  none: 'none',
} as const
const storeKinds = () => {
  for (const [key, encryption] of Object.entries(KINDS)) {
    aws.storeObject(Bucket, key, { body: key, encryption })
  }
}

describe('a job', () => {
  it('encrypts what it can, and reports each object', async () => {
    storeKinds()
    const before = await s3().headObject({ Bucket, Key: 'sse-s3' })
    const job = await run()
    expect(job).toMatchObject({
      ...{ Status: 'Complete', Priority: 10, RoleArn: ROLES.full.arn },
      JobArn: `arn:aws:s3:us-east-1:${AccountId}:job/${job.JobId}`,
      ProgressSummary: {
        ...{ TotalNumberOfTasks: 6, NumberOfTasksSucceeded: 3, NumberOfTasksFailed: 3 },
      },
    })
    expect(await s3().headObject({ Bucket, Key: 'sse-s3' })).toMatchObject({
      ...{ SSEKMSKeyId: KEY, BucketKeyEnabled: true },
      ...{ ETag: before.ETag, LastModified: before.LastModified },
    })
    const folder = `runs/job-${job.JobId}`
    const text = await textOf(`${folder}/manifest.json`)
    const manifest = JSON.parse(text)
    expect(manifest).toMatchObject({
      Format: 'Report_CSV_20180820',
      Results: [{ TaskExecutionStatus: 'succeeded' }, { TaskExecutionStatus: 'failed' }],
      ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
    })
    expect(await textOf(`${folder}/manifest.json.md5`)).toBe(
      createHash('md5').update(text).digest('hex'),
    )
    const [succeeded, failed] = await Promise.all(
      manifest.Results.map(async ({ Key, MD5Checksum }: { Key: string; MD5Checksum: string }) => {
        const csv = await textOf(Key)
        expect(createHash('md5').update(csv).digest('hex')).toBe(MD5Checksum)
        return parse(csv)
      }),
    )
    expect(succeeded.map(([, key = '']: string[]) => decodeURIComponent(key)).toSorted()).toEqual([
      'sse-s3',
      'with-bucket-key',
      'ä key,"quoted"',
    ])
    expect(failed.map((row: string[]) => row.slice(0, 6))).toEqual(
      ['dsse', 'sse-c', 'none'].map((key) => [Bucket, key, '', 'failed', '400', 'InvalidRequest']),
    )
  })

  it.each([
    ['SSE-S3', [{ SSES3: {} }], ['sse-s3']],
    ['any key', [{ SSEKMS: {} }], ['with-bucket-key', 'ä key,"quoted"']],
    ['a key', [{ SSEKMS: { KmsKeyArn: OLD_KEY, BucketKeyEnabled: true } }], ['with-bucket-key']],
    ['another key', [{ SSEKMS: { KmsKeyArn: KEY } }], []],
    ['several', [{ NOTSSE: {} }, { DSSEKMS: {} }, { SSEC: {} }], ['dsse', 'none', 'sse-c']],
  ])('can be of objects by their encryption: %s', async (_, filters, expected) => {
    storeKinds()
    const Filter = { MatchAnyObjectEncryption: filters }
    const { JobId = '', ProgressSummary } = await run({}, { Filter })
    expect(ProgressSummary?.TotalNumberOfTasks).toBe(expected.length)
    const results = [...(aws.bucket(REPORTS)?.objects ?? [])].filter(([key]) =>
      key.includes(`${JobId}/results/`),
    )
    const keys = results.flatMap(([, { body }]) => parse(body).map(([, key = '']) => key))
    expect(keys.map(decodeURIComponent).toSorted()).toEqual(expected)
  })

  it('can be of objects by name, size and class', async () => {
    for (const key of ['a/1.txt', 'a/2.log', 'b/1.txt']) aws.storeObject(Bucket, key, { body: key })
    const KeyNameConstraint = { MatchAnyPrefix: ['a/', 'c/'], MatchAnySuffix: ['.txt'] }
    const total = async (Filter: object) =>
      (await run({}, { Filter })).ProgressSummary?.TotalNumberOfTasks
    expect(await total({ KeyNameConstraint })).toBe(1)
    expect(await total({ ObjectSizeGreaterThanBytes: 7 })).toBe(0)
    expect(await total({ MatchAnyStorageClass: ['STANDARD', 'GLACIER'] })).toBe(3)
    expect(await total({ CreatedBefore: new Date(0) })).toBe(0)
  })

  it('takes all versions of a bucket with versioning', async () => {
    const bucket = aws.bucket(Bucket)
    if (bucket !== undefined) bucket.versioning = 'Enabled'
    for (const body of ['old', 'new']) aws.storeObject(Bucket, 'key', { body })
    await s3().deleteObject({ Bucket, Key: 'key' })
    const { ProgressSummary } = await run()
    expect(ProgressSummary).toMatchObject({ TotalNumberOfTasks: 2, NumberOfTasksSucceeded: 2 })
    if (bucket !== undefined) bucket.versioning = undefined
  })

  it('that needs a confirmation waits for it, suspended', async () => {
    storeKinds()
    const { JobId = '' } = await run({ ConfirmationRequired: true })
    expect(await describeJob(JobId)).toMatchObject({
      ...{ Status: 'Suspended', SuspendedCause: 'Awaiting confirmation to run' },
      ProgressSummary: { TotalNumberOfTasks: 6, NumberOfTasksSucceeded: 0 },
    })
    expect((await s3().headObject({ Bucket, Key: 'sse-s3' })).ServerSideEncryption).toBe('AES256')
    await control().updateJobStatus({ AccountId, JobId, RequestedJobStatus: 'Ready' })
    await aws.settled()
    expect((await describeJob(JobId)).Status).toBe('Complete')
    const again = control().updateJobStatus({ AccountId, JobId, RequestedJobStatus: 'Cancelled' })
    expect(await outcomeOf(again)).toBe('JobStatusException')
  })

  it('shows its progress, and can be cancelled in the middle', async () => {
    for (let i = 0; i < 5000; i++) aws.storeObject(Bucket, `key-${i}`, { body: 'x' })
    const { JobId = '' } = await control().createJob(create())
    let done = 0
    await expect
      .poll(async () => {
        const { ProgressSummary } = await describeJob(JobId)
        done = ProgressSummary?.NumberOfTasksSucceeded ?? 0
        return done
      })
      .toBeGreaterThan(0)
    await control().updateJobStatus({ AccountId, JobId, RequestedJobStatus: 'Cancelled' })
    await aws.settled()
    const { Status, ProgressSummary } = await describeJob(JobId)
    expect(Status).toBe('Cancelled')
    expect(ProgressSummary?.TotalNumberOfTasks).toBe(5000)
    expect(ProgressSummary?.NumberOfTasksSucceeded).toBeLessThan(5000)
    expect(await textOf(`runs/job-${JobId}/manifest.json`)).toContain('succeeded')
  })

  it('is the same for the same token, and is listed', async () => {
    const request = create()
    const [first, second] = [await control().createJob(request), await control().createJob(request)]
    expect(second.JobId).toBe(first.JobId)
    await aws.settled()
    const { Jobs, NextToken } = await control().listJobs({ AccountId, MaxResults: 1 })
    expect([Jobs?.[0]?.JobId, typeof NextToken]).toEqual([first.JobId, 'string'])
    const { Jobs: active } = await control().listJobs({ AccountId, JobStatuses: ['Active'] })
    expect(active ?? []).toEqual([])
  })

  it.each([
    ['untrusting', 'Failed', /cannot assume the role/],
    ['withoutList', 'Failed', /s3:PutInventoryConfiguration/],
    ['withoutReport', 'Failed', /s3:PutObject/],
  ] as const)('fails with a role that lacks something: %s', async (role, status, reason) => {
    storeKinds()
    const job = await run({ RoleArn: ROLES[role].arn })
    expect(job.Status).toBe(status)
    expect(job.FailureReasons?.[0]?.FailureReason).toMatch(reason)
  })

  it('has a failure for each object that its role may not change', async () => {
    storeKinds()
    const { ProgressSummary } = await run({ RoleArn: ROLES.withoutUpdate.arn })
    expect(ProgressSummary).toMatchObject({ NumberOfTasksFailed: 6 })
  })
})

describe('CreateJob', () => {
  it.each([
    ['another operation', { Operation: { S3DeleteObjectTagging: {} } }, 'NotImplemented'],
    ['an alias', withKey(`arn:aws:kms:us-east-1:${AccountId}:alias/x`), 'InvalidRequestException'],
    ['a role that is none', { RoleArn: 'role' }, 'InvalidRequestException'],
    ['a priority that is none', { Priority: -1 }, 'InvalidRequestException'],
    ['tags', { Tags: [{ Key: 'a', Value: 'b' }] }, 'NotImplemented'],
  ])('refuses %s', async (_, more, expected) => {
    expect(await outcomeOf(control().createJob(create(more)))).toBe(expected)
  })

  it('needs iam:PassRole', async () => {
    expect(await failureOf(control('cannotPass').createJob(create()))).toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('iam:PassRole'),
    })
  })

  it('is refused to another account', async () => {
    expect(await outcomeOf(control('210987654321').createJob(create()))).toBe('AccessDenied')
  })

  function withKey(KMSKeyArn: string) {
    return {
      Operation: { S3UpdateObjectEncryption: { ObjectEncryption: { SSEKMS: { KMSKeyArn } } } },
    }
  }
})

it('a job that does not exist is not found', async () => {
  expect(await failureOf(control().describeJob({ AccountId, JobId: 'none' }))).toMatchObject({
    status: 404,
  })
})
