import { findLogging } from '../../aws/logs/log-objects.ts'
import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import type { LogLocation } from '../../core/access-log/log-location.ts'
import type { Bucket } from '../../core/bucket.ts'
import { createImpactTally } from '../../core/impact/impact.ts'
import { readBucketLogs } from '../../impact/read-bucket-logs.ts'
import type { Selection } from '../options/selection.ts'
import type { BucketImpact, Judged } from './bucket-impact.ts'
import { coverageOfLogs, withoutLogging } from './coverage.ts'
import type { ImpactOptions } from './impact-options.ts'
import { unreadableLines } from './read-files.ts'

const DAY = 24 * 60 * 60

/** Judges the access logs of a bucket, from where its logging delivers them or the option says. */
export async function judgeLogs(
  bucket: Bucket,
  judged: Judged,
  { s3 }: Pick<Selection, 's3'>,
  options: ImpactOptions,
): Promise<BucketImpact> {
  const now = Math.floor(Date.now() / 1000)
  const period = { since: now - options.days * DAY, until: now }
  const { add, impact } = createImpactTally(bucket, judged, period.since)
  const { client } = s3(bucket.region)
  const location: LogLocation | undefined = options.logs
    ? { ...options.logs, format: 'any' }
    : await findLogging(client, bucket)
  const found = { bucket: bucket.name, policy: judged.policy, unreadable: 0 }
  if (!location) return { ...found, ...impact(), logs: withoutLogging(bucket.name) }
  // Logging delivers to the bucket's own region. Named logs may have been brought together elsewhere.
  const region = options.logs ? await locateBucket(client, location.bucket) : bucket.region
  const lines = unreadableLines()
  const reader = { record: add, unreadable: lines.add }
  const logsClient = s3(region ?? bucket.region).client
  const logs = await readBucketLogs(location, bucket, period, logsClient, reader)
  const { unreadable } = lines.count()
  const coverage = coverageOfLogs(logs, period, lines.count())
  return { ...found, unreadable, ...impact(), logs: coverage }
}
