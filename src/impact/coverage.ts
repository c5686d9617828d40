import type { Impact } from '../core/impact/impact.ts'
import type { LogCoverage } from './bucket-impact.ts'
import type { BucketLogs, LogPeriod } from './read-bucket-logs.ts'
import type { UnreadableLines } from './unreadable-lines.ts'

/** Log files are whatever somebody has at hand: they cover what they have. */
export function coverageOfFiles(
  bucket: string,
  { from }: Impact,
  { line }: UnreadableLines,
): LogCoverage {
  const sample = line === undefined ? {} : { unreadableLine: line }
  if (from !== undefined) return { coverage: 'full', ...sample }
  return { coverage: 'none', note: `The files have no request of bucket ${bucket}`, ...sample }
}

/** Whether the logs begin before the period. */
export function coverageOfLogs(
  { oldest, isCutOff }: BucketLogs,
  { since }: LogPeriod,
  { line }: UnreadableLines,
): LogCoverage {
  const sample = line === undefined ? {} : { unreadableLine: line }
  if (isCutOff)
    return { coverage: 'young', note: 'There are more logs than can be read in time', ...sample }
  if (oldest !== undefined && oldest <= since) return { coverage: 'full', ...sample }
  const note =
    oldest === undefined
      ? 'Logging is configured, but S3 has delivered no log yet, which can take hours'
      : `The oldest log is of ${new Date(oldest * 1000).toISOString().slice(0, 10)}: nothing is known of the days before`
  return { coverage: oldest === undefined ? 'none' : 'young', note, ...sample }
}

/** The bucket has no logs, and how to get them. */
export const withoutLogging = (bucket: string): LogCoverage => ({
  coverage: 'none',
  note: `Access logging is not configured: nothing is known of who uses the bucket. To enable it: aws s3api put-bucket-logging --bucket ${bucket} --bucket-logging-status '{"LoggingEnabled":{"TargetBucket":"LOG-BUCKET","TargetPrefix":"${bucket}/"}}'`,
})
