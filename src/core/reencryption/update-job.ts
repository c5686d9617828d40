import type { EncryptionTarget } from './target.ts'

/** A job of S3 Batch Operations that updates objects. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html */
export interface UpdateJob {
  readonly id: string
  /** `Suspended`: it waits for its confirmation. */
  readonly status: string
  /** Absent while S3 lists the objects. */
  readonly total?: number
  readonly succeeded: number
  readonly failed: number
  /** How long it has been at work. */
  readonly seconds: number
  /** Why it failed. */
  readonly reasons: readonly string[]
  /** The bucket whose objects it updates. */
  readonly bucket: string
  readonly target: EncryptionTarget
  readonly report?: { readonly bucket: string; readonly prefix: string }
}

const ENDED = ['Complete', 'Failed', 'Cancelled']

export const hasJobEnded = ({ status }: Pick<UpdateJob, 'status'>): boolean =>
  ENDED.includes(status)

/** Whether S3 is still about to list the objects. */
export const isBeingPrepared = ({ status }: Pick<UpdateJob, 'status'>): boolean =>
  status === 'New' || status === 'Preparing'

/** `Active: 1,200 of 5,000 objects · 400/s · 10 s left`, with what is known. */
export function describeJobProgress({ status, total, ...job }: UpdateJob): string {
  const { succeeded, failed, seconds } = job
  const done = succeeded + failed
  if (total === undefined) return `${status}: S3 lists the objects`
  const rate = seconds > 0 ? done / seconds : 0
  const isAtWork = !hasJobEnded({ status }) && rate > 0
  return [
    `${status}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} objects`,
    ...(failed > 0 ? [`${failed.toLocaleString('en')} not updated`] : []),
    ...(rate > 0 ? [`${Math.round(rate).toLocaleString('en')}/s`] : []),
    ...(isAtWork ? [`${timeText(Math.ceil((total - done) / rate))} left`] : []),
  ].join(' · ')
}

function timeText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A line of the report of a job: why one object was not updated. */
export interface FailedTask {
  readonly key: string
  readonly code: string
  readonly message: string
}

/**
 * Reads a row of a report: bucket, key, version, status of the task, and then the HTTP status and the error code. AWS's schema
 * and its examples have these two in different orders. `undefined`: the task succeeded, or it is no row.
 */
export function failedTaskOf(row: readonly string[]): FailedTask | undefined {
  const [, encoded, , task, one = '', other = '', message = ''] = row
  if (encoded === undefined || task !== 'failed') return undefined
  const code = /^\d*$/.test(one) ? other : one
  return { key: decoded(encoded), code: code || one, message }
}

// The keys of a report are URL-encoded. What is not, is shown as it is.
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', '%20'))
  } catch {
    return key
  }
}

/** The statement that the policy of a KMS key needs, so that a job with this role can use the key. */
export const keyStatementFor = (roleArn: string, viaService: string) => ({
  ...{ Sid: 'CooperReencrypt', Effect: 'Allow', Principal: { AWS: roleArn } },
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*'],
  Resource: '*',
  Condition: { StringEquals: { 'kms:ViaService': viaService } },
})
