import type { XmlContent } from '../http/xml.ts'
import type { BatchJob } from './job.ts'

/** A job as DescribeJob answers it. */
export function describeJob(job: BatchJob, arn: string): XmlContent {
  const { failure, operation, report, generator } = job
  return {
    ...{ JobId: job.id, JobArn: arn, RoleArn: job.roleArn, ...commonOf(job) },
    ConfirmationRequired: job.needsConfirmation,
    StatusUpdateReason: job.reason,
    ...(job.status === 'Suspended' ? suspendedOf(job) : {}),
    FailureReasons: failure && {
      member: { FailureCode: failure.code, FailureReason: failure.reason },
    },
    ...{ Operation: operation, Report: report, ManifestGenerator: generator },
  }
}

/** A job as ListJobs answers it, with the name of its operation only. */
export const listedJob = (job: BatchJob): XmlContent => ({
  ...{ JobId: job.id, Operation: 'S3UpdateObjectEncryption', ...commonOf(job) },
})

function commonOf(job: BatchJob): XmlContent {
  const { description, priority, status, createdAt, endedAt, tasks, results } = job
  const failed = results.filter(({ error }) => error !== undefined).length
  return {
    ...{ Description: description, Priority: priority, Status: status },
    CreationTime: createdAt.toISOString(),
    TerminationDate: endedAt?.toISOString(),
    ProgressSummary: tasks && {
      TotalNumberOfTasks: tasks.length,
      NumberOfTasksSucceeded: results.length - failed,
      NumberOfTasksFailed: failed,
      Timers: { ElapsedTimeInActiveSeconds: secondsActive(job) },
    },
  }
}

const suspendedOf = ({ suspendedAt }: BatchJob): XmlContent => ({
  SuspendedDate: suspendedAt?.toISOString(),
  SuspendedCause: 'Awaiting confirmation to run',
})

function secondsActive({ startedAt, endedAt }: BatchJob): number {
  if (startedAt === undefined) return 0
  return Math.ceil(((endedAt ?? startedAt).getTime() - startedAt.getTime()) / 1000)
}
