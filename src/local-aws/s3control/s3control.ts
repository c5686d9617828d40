import type { Cloud } from '../cloud.ts'
import { type AwsError, awsError, notImplemented } from '../http/aws-error.ts'
import { type Exchange, header, type Reply } from '../http/exchange.ts'
import { queryErrorReply } from '../http/query-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import { buildXml, type XmlContent } from '../http/xml.ts'
import type { Credential } from '../identity/credential.ts'
import { accountOfIdentity, identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'
import { describeJob, listedJob } from './describe-job.ts'
import { type BatchJob, hasEnded } from './job.ts'
import { invalidJob, readJob } from './read-job.ts'

const NAMESPACE = 'http://awss3control.amazonaws.com/doc/2018-08-20/'
const JOBS = /^\/v20180820\/jobs(?:\/([^/]+)(\/status)?)?$/

/** Whether a request is one of S3 Control: it has the account in a header or in its host name. */
export const isS3Control = (exchange: Exchange): boolean =>
  exchange.path.startsWith('/v20180820/') && accountIn(exchange) !== undefined

function accountIn(exchange: Exchange): string | undefined {
  return (
    header(exchange, 'x-amz-account-id') ?? /^(\d{12})\./.exec(exchange.headers.host ?? '')?.[1]
  )
}

interface JobCall {
  readonly cloud: Cloud
  readonly exchange: Exchange
  readonly account: string
  readonly region: string
  /** Throws unless the caller may take the action on the resource. */
  readonly authorize: (action: string, resource: string) => void
}

/** Jobs of S3 Batch Operations: CreateJob, DescribeJob, UpdateJobStatus and ListJobs. */
export function s3ControlCall(
  cloud: Cloud,
  exchange: Exchange,
  credential: Credential,
): ServiceCall {
  const [, id, status] = JOBS.exec(exchange.path) ?? []
  const operation = nameOf(exchange, id, status)
  const account = accountIn(exchange) ?? ''
  const { region, accessKeyId } = credential
  const identity = identityOf(accessKeyId, cloud.identities, cloud)
  const resource = id === undefined ? '*' : jobArn(cloud, region, account, id)
  const authorize = (action: string, on: string) => {
    const isOwn = accountOfIdentity(identity) === account
    if (isOwn && mayByIdentity(identity, { action, resource: on })) return
    const who = identityName(identity.caller)
    throw awsError(
      'AccessDenied',
      403,
      `User: ${who} is not authorized to perform: ${action} on resource: ${on}`,
    )
  }
  const action = `s3:${operation}`
  const call = { cloud, exchange, account, region, authorize }
  const run = () => {
    authorize(action, resource)
    return ANSWERS[operation](call, id ?? '')
  }
  const readOnly = exchange.method === 'GET'
  return { operation, action, resource, readOnly, run }
}

type Answer = (call: JobCall, id: string) => Reply
type JobOperation = 'CreateJob' | 'DescribeJob' | 'UpdateJobStatus' | 'ListJobs'

function nameOf({ method, path }: Exchange, id?: string, status?: string): JobOperation {
  const isJobs = JOBS.test(path)
  if (isJobs && method === 'POST' && id === undefined) return 'CreateJob'
  if (isJobs && method === 'POST' && status !== undefined) return 'UpdateJobStatus'
  if (isJobs && method === 'GET' && status === undefined)
    return id === undefined ? 'ListJobs' : 'DescribeJob'
  throw notImplemented(`S3 Control ${method} ${path}`)
}

const ANSWERS: Readonly<Record<JobOperation, Answer>> = {
  CreateJob({ cloud, exchange, account, region, authorize }) {
    const request = readJob(exchange.body.toString())
    authorize('iam:PassRole', request.roleArn)
    const job = cloud.jobs.create(account, region, request)
    return controlReply('CreateJobResult', { JobId: job.id })
  },
  DescribeJob(call, id) {
    const { cloud, account, region } = call
    const job = jobOf(call, id)
    return controlReply('DescribeJobResult', {
      Job: describeJob(job, jobArn(cloud, region, account, id)),
    })
  },
  UpdateJobStatus(call, id) {
    const { cloud, exchange } = call
    const job = jobOf(call, id)
    const wanted = exchange.query.get('requestedJobStatus') ?? ''
    changeStatus(cloud, job, wanted)
    job.reason = exchange.query.get('statusUpdateReason') ?? undefined
    const { status: Status, reason: StatusUpdateReason } = job
    return controlReply('UpdateJobStatusResult', { JobId: id, Status, StatusUpdateReason })
  },
  ListJobs({ cloud, exchange, account }) {
    const wanted = exchange.query.getAll('jobStatuses')
    const limit = Number(exchange.query.get('maxResults') ?? 1000)
    const start = Number(exchange.query.get('nextToken') ?? 0)
    const all = cloud.jobs
      .list(account)
      .filter(({ status }) => wanted.length === 0 || wanted.includes(status))
    const page = all.slice(start, start + limit)
    const isLast = start + page.length >= all.length
    const NextToken = isLast ? undefined : String(start + page.length)
    return controlReply('ListJobsResult', { Jobs: { member: page.map(listedJob) }, NextToken })
  },
}

function jobOf({ cloud, account }: JobCall, id: string): BatchJob {
  const job = cloud.jobs.get(account, id)
  if (job === undefined) throw awsError('NoSuchJob', 404, 'The specified job does not exist.')
  return job
}

function changeStatus(cloud: Cloud, job: BatchJob, wanted: string): void {
  if (wanted !== 'Ready' && wanted !== 'Cancelled') {
    throw invalidJob('Request invalid: requestedJobStatus is Ready or Cancelled')
  }
  if (hasEnded(job) || (wanted === 'Ready' && job.status !== 'Suspended')) {
    const message = `A job with status ${job.status} cannot be updated to ${wanted}`
    throw awsError('JobStatusException', 400, message)
  }
  if (wanted === 'Ready') cloud.jobs.start(job)
  else cloud.jobs.cancel(job)
}

const jobArn = ({ partition }: Cloud, region: string, account: string, id: string): string =>
  `arn:${partition}:s3:${region}:${account}:job/${id}`

const controlReply = (root: string, content: XmlContent): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: buildXml(root, content, NAMESPACE),
})

export const s3ControlErrorReply = (error: AwsError, exchange: Exchange): Reply =>
  queryErrorReply(NAMESPACE, error, exchange)
