import type { S3Client } from '@aws-sdk/client-s3'
import { findLogging } from '../aws/logs/log-objects.ts'
import type { LogLocation } from '../core/access-log/log-location.ts'
import type { AccessLogRecord } from '../core/access-log/record.ts'
import type { Bucket } from '../core/bucket.ts'
import { codeOf, errorText } from '../core/cooper-error.ts'
import { isInvalidRequest } from '../core/failures/invalid-request.ts'
import { createImpactTally } from '../core/impact/impact.ts'
import { type BucketImpact, type Judged, type LogCoverage, notJudged } from './bucket-impact.ts'
import { coverageOfLogs, withoutLogging } from './coverage.ts'
import { readBucketLogs } from './read-bucket-logs.ts'
import { unreadableLines } from './unreadable-lines.ts'

/** Which logs of a bucket are judged. */
export interface LogsAsked {
  /** In seconds since 1970. */
  readonly since: number
  /** Where the logs are. Absent: where the bucket's logging delivers them. */
  readonly logs?: Pick<LogLocation, 'bucket' | 'prefix'> & { readonly region: string }
  /** Ends the reading, however many logs are left. */
  readonly signal?: AbortSignal
}

export type ClientIn = (region: string) => S3Client

/** Judges a bucket, or says why that is not possible: it does not stop the others. `undefined`: it no longer exists. */
export async function judgeBucket(
  bucket: Bucket,
  changeOf: () => Promise<Judged | undefined>,
  clientIn: ClientIn,
  asked: LogsAsked,
): Promise<BucketImpact | undefined> {
  try {
    const change = await changeOf()
    return change && (await judgeLogs(bucket, change, clientIn, asked))
  } catch (error) {
    // Wrong credentials fail for every bucket.
    if (isInvalidRequest(codeOf(error) ?? '')) throw error
    return notJudged(bucket.name, errorText(error))
  }
}

/** Judges the access logs of a bucket. */
export async function judgeLogs(
  bucket: Bucket,
  judged: Judged,
  clientIn: ClientIn,
  asked: LogsAsked,
): Promise<BucketImpact> {
  const { add, impact } = createImpactTally(bucket, judged, asked.since)
  const { coverage, unreadable } = await readLogsOf(bucket, clientIn, asked, add)
  const found = { bucket: bucket.name, policy: judged.policy, unreadable }
  return { ...found, ...impact(), logs: coverage }
}

/** Reads the access logs of a bucket. Returns what is missing. */
export async function readLogsOf(
  bucket: Bucket,
  clientIn: ClientIn,
  { since, logs: named, signal }: LogsAsked,
  record: (record: AccessLogRecord) => void,
): Promise<{ readonly coverage: LogCoverage; readonly unreadable: number }> {
  const period = { since, until: Math.floor(Date.now() / 1000) }
  const client = clientIn(bucket.region)
  const location: LogLocation | undefined = named
    ? { ...named, format: 'any' }
    : await findLogging(client, bucket)
  if (!location) return { coverage: withoutLogging(bucket.name), unreadable: 0 }
  const lines = unreadableLines()
  const reader = { record, unreadable: lines.add }
  // Logging delivers to the bucket's own region. Named logs may have been brought together elsewhere.
  const logsClient = named ? clientIn(named.region) : client
  const logs = await readBucketLogs(location, bucket, period, logsClient, reader, signal)
  const { unreadable } = lines.count()
  return { coverage: coverageOfLogs(logs, period, lines.count()), unreadable }
}

/** The time so many days ago, in seconds since 1970. */
export const daysAgo = (days: number): number => Math.floor(Date.now() / 1000) - days * 24 * 60 * 60
