import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeJobCommand,
  type JobDescriptor,
  type ObjectEncryptionFilter,
  S3ControlClient,
  type S3ControlClientConfig,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control'
import { type Bucket, bucketOfArn } from '../core/bucket.ts'
import { answerCode, cooperError } from '../core/cooper-error.ts'
import type { Updatable, UpdateScope } from '../core/reencryption/decide-update.ts'
import type { UpdateJob } from '../core/reencryption/update-job.ts'
import { printableMessage } from './answer.ts'
import { TIMEOUTS } from './timeouts.ts'

export interface UpdateJobRequest extends UpdateScope {
  /** The same token gives the same job. */
  readonly token: string
  readonly bucket: Bucket
  readonly roleArn: string
  readonly reportBucket: string
}

/** Jobs of S3 Batch Operations that update the encryption of objects, in one region of an account. */
export interface BatchJobs {
  /** Returns the id of a job that waits for its confirmation. */
  readonly create: (request: UpdateJobRequest) => Promise<string>
  readonly describe: (id: string) => Promise<UpdateJob>
  readonly update: (id: string, status: 'Ready' | 'Cancelled') => Promise<void>
}

interface JobsPlace extends Pick<S3ControlClientConfig, 'credentials'> {
  readonly account: string
  readonly region: string
}

type JobEnvironment = Readonly<Record<string, string | undefined>>

export function batchJobs(
  environment: JobEnvironment,
  { account: AccountId, region, ...access }: JobsPlace,
): BatchJobs {
  const endpoint = environment.AWS_ENDPOINT_URL_S3_CONTROL ?? environment.AWS_ENDPOINT_URL
  const client = new S3ControlClient({
    ...{ region, maxAttempts: 5, requestHandler: TIMEOUTS, ...access },
    // The SDK would put the account before the name of any host.
    ...(endpoint && { endpointProvider: () => ({ url: new URL(endpoint) }) }),
  })
  const call = async <T>(what: string, action: string, sent: Promise<T>): Promise<T> => {
    try {
      return await sent
    } catch (cause) {
      const code = answerCode(cause)
      const hint = code === 'AccessDenied' ? `. Allow ${action}` : ''
      throw cooperError(code, `Cannot ${what}: ${printableMessage(cause)}${hint}`, { cause })
    }
  }
  return {
    async create(request) {
      const command = new CreateJobCommand({ AccountId, ...inputOf(request) })
      const sent = client.send(command)
      const { JobId } = await call('create the job', 's3:CreateJob and iam:PassRole', sent)
      if (JobId === undefined) throw new Error('Cannot create the job: S3 named none')
      return JobId
    },
    async describe(JobId) {
      const sent = client.send(new DescribeJobCommand({ AccountId, JobId }))
      const { Job } = await call(`read the job ${JSON.stringify(JobId)}`, 's3:DescribeJob', sent)
      return jobIn(JobId, Job)
    },
    async update(JobId, RequestedJobStatus) {
      const command = new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus })
      const what = `${RequestedJobStatus === 'Ready' ? 'confirm' : 'cancel'} the job`
      await call(what, 's3:UpdateJobStatus', client.send(command))
    },
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html */
function inputOf(request: UpdateJobRequest): CreateJobCommandInput {
  const { token, bucket, roleArn, reportBucket, target, from, prefix } = request
  const arnOf = (name: string) => `arn:${bucket.partition}:s3:::${name}`
  return {
    ...{ ClientRequestToken: token, ConfirmationRequired: true, Priority: 10, RoleArn: roleArn },
    Description: `Cooper: objects of ${bucket.name} to their key`,
    Operation: {
      S3UpdateObjectEncryption: {
        ObjectEncryption: {
          SSEKMS: { KMSKeyArn: target.keyArn, BucketKeyEnabled: target.bucketKey },
        },
      },
    },
    ManifestGenerator: {
      S3JobManifestGenerator: {
        ...{ ExpectedBucketOwner: bucket.account, SourceBucket: arnOf(bucket.name) },
        EnableManifestOutput: false,
        Filter: {
          MatchAnyObjectEncryption: from.map((type) => FILTERS[type]),
          ...(prefix !== '' && { KeyNameConstraint: { MatchAnyPrefix: [prefix] } }),
        },
      },
    },
    Report: {
      ...{ Enabled: true, Bucket: arnOf(reportBucket), Prefix: REPORTS },
      Format: 'Report_CSV_20180820',
      ReportScope: 'FailedTasksOnly',
    },
  }
}

const REPORTS = 'reencrypt-reports'

const FILTERS: Readonly<Record<Updatable, ObjectEncryptionFilter>> = {
  'sse-s3': { SSES3: {} },
  'sse-kms': { SSEKMS: {} },
}

function jobIn(id: string, job: JobDescriptor = {}): UpdateJob {
  const { Status = 'New', ProgressSummary: progress, FailureReasons = [], Report: report } = job
  const { KMSKeyArn: keyArn, BucketKeyEnabled: bucketKey = false } =
    job.Operation?.S3UpdateObjectEncryption?.ObjectEncryption?.SSEKMS ?? {}
  const bucket = bucketOfArn(job.ManifestGenerator?.S3JobManifestGenerator?.SourceBucket)
  if (keyArn === undefined || bucket === undefined) {
    throw new Error(`The job ${JSON.stringify(id)} does not update the encryption of objects`)
  }
  const total = isListed(Status) ? progress?.TotalNumberOfTasks : undefined
  const reportBucket = bucketOfArn(report?.Bucket)
  return {
    ...{ id, status: Status, bucket, target: { keyArn, bucketKey } },
    ...(total !== undefined && { total }),
    succeeded: progress?.NumberOfTasksSucceeded ?? 0,
    failed: progress?.NumberOfTasksFailed ?? 0,
    seconds: progress?.Timers?.ElapsedTimeInActiveSeconds ?? 0,
    reasons: FailureReasons.map(({ FailureReason = 'unknown' }) => FailureReason),
    ...(reportBucket && { report: { bucket: reportBucket, prefix: report?.Prefix ?? '' } }),
  }
}

// Until then S3 may answer a number that still grows.
const isListed = (status: string) => status !== 'New' && status !== 'Preparing'
