import type { XmlObject } from '../http/xml.ts'
import type { NewKey } from '../s3/objects/encryption/new-key.ts'

export type JobStatus =
  | ('New' | 'Preparing' | 'Suspended' | 'Ready' | 'Active')
  | ('Complete' | 'Failed' | 'Cancelled')

/** An object that a job works on. */
export interface JobTask {
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
}

export interface TaskResult extends JobTask {
  /** Absent: it succeeded. */
  readonly error?: { readonly code: string; readonly status: number; readonly message: string }
}

/** What a request asks a job to do. */
export interface JobRequest {
  readonly token: string
  readonly roleArn: string
  readonly priority: number
  readonly description: string | undefined
  readonly needsConfirmation: boolean
  readonly key: NewKey
  /** The bucket whose objects are encrypted anew. */
  readonly source: string
  /** As DescribeJob returns them. */
  readonly operation: XmlObject
  readonly report: XmlObject
  readonly generator: XmlObject
}

/** A job of S3 Batch Operations. */
export interface BatchJob extends JobRequest {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly createdAt: Date
  status: JobStatus
  suspendedAt: Date | undefined
  endedAt: Date | undefined
  startedAt: Date | undefined
  reason: string | undefined
  failure: { readonly code: string; readonly reason: string } | undefined
  /** Absent until the manifest is generated. */
  tasks: readonly JobTask[] | undefined
  readonly results: TaskResult[]
}

export const hasEnded = ({ status }: BatchJob): boolean =>
  ['Complete', 'Failed', 'Cancelled'].includes(status)

/** The jobs of S3 Batch Operations, which run besides the calls. */
export interface Jobs {
  readonly get: (account: string, id: string) => BatchJob | undefined
  /** The newest first. */
  readonly list: (account: string) => readonly BatchJob[]
  /** Creates a job and begins with it. The same token gives the same job. */
  readonly create: (account: string, region: string, request: JobRequest) => BatchJob
  /** Starts the tasks of a job that waited for its confirmation. */
  readonly start: (job: BatchJob) => void
  readonly cancel: (job: BatchJob) => void
  /** Resolves when no job is at work. */
  readonly settled: () => Promise<void>
}
