import { createHash } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import { xmlText } from '../http/xml.ts'
import type { StoredBucket } from '../s3/bucket.ts'
import { SSE } from '../s3/objects/encryption/object-encryption.ts'
import { storeVersion } from '../s3/objects/store/versions.ts'
import { refusalOf } from '../s3/request/authorize.ts'
import type { BatchJob, TaskResult } from './job.ts'
import { bucketOfArn } from './read-job.ts'
import { callOfJob, identityOfJob } from './run-job.ts'

const SCHEMA = 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage'

/**
 * Writes the completion report of a job that did at least one task, with the permissions of its role.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
 */
export function writeReport(cloud: Cloud, job: BatchJob): void {
  const { report, results } = job
  if (xmlText(report, 'Enabled') !== 'true' || results.length === 0) return
  const bucket = cloud.buckets.get(bucketOfArn(xmlText(report, 'Bucket') ?? ''))
  const identity = identityOfJob(cloud, job)
  if (bucket === undefined || identity === undefined) return
  const prefix = xmlText(report, 'Prefix')
  const folder = `${prefix ? `${prefix.replace(/\/$/, '')}/` : ''}job-${job.id}`
  const refusal = refusalOf(
    callOfJob(cloud, identity, bucket, folder),
    's3:PutObject',
    `${folder}/manifest.json`,
  )
  if (refusal !== undefined) {
    job.failure = { code: 'AccessDenied', reason: refusal }
    job.status = 'Failed'
    return
  }
  const write = (key: string, body: string) => storeReport(bucket, key, body, cloud.clock())
  const failed = results.filter(({ error }) => error !== undefined)
  const succeeded = results.filter(({ error }) => error === undefined)
  const isAll = xmlText(report, 'ReportScope') === 'AllTasks'
  const Results = [
    ...(isAll && succeeded.length > 0 ? [['succeeded', succeeded] as const] : []),
    ...(failed.length > 0 ? [['failed', failed] as const] : []),
  ].map(([TaskExecutionStatus, rows]) => {
    const text = rows.map(reportRow).join('')
    const Key = `${folder}/results/${digestOf('sha1', `${TaskExecutionStatus}${job.id}`)}.csv`
    write(Key, text)
    return { TaskExecutionStatus, Bucket: bucket.name, MD5Checksum: digestOf('md5', text), Key }
  })
  const manifest = JSON.stringify({
    Format: 'Report_CSV_20180820',
    ReportCreationDate: cloud.clock().toISOString(),
    Results,
    ReportSchema: SCHEMA,
  })
  write(`${folder}/manifest.json`, manifest)
  write(`${folder}/manifest.json.md5`, digestOf('md5', manifest))
}

// AWS's own examples have the HTTP status before the error code, whatever the schema says.
function reportRow({ bucket, key, versionId = '', error }: TaskResult): string {
  const task = error === undefined ? 'succeeded' : 'failed'
  const outcome = [
    task,
    String(error?.status ?? 200),
    error?.code ?? '',
    error?.message ?? 'Successful',
  ]
  const fields = [bucket, encodeURIComponent(key), versionId, ...outcome]
  return `${fields.map(csvField).join(',')}\n`
}

const csvField = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const digestOf = (algorithm: string, text: string) =>
  createHash(algorithm).update(text).digest('hex')

// Reports are always encrypted with SSE-S3.
function storeReport(bucket: StoredBucket, key: string, text: string, modifiedAt: Date): void {
  const body = Buffer.from(text)
  const headers = { 'content-type': 'binary/octet-stream', [SSE]: 'AES256' }
  storeVersion(bucket, key, { body, etag: `"${digestOf('md5', text)}"`, modifiedAt, headers })
}
