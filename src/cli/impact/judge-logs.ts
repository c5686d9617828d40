import { findLogging } from '../../aws/logs/log-objects.ts'
import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import type { LogLocation } from '../../core/access-log/log-location.ts'
import type { Bucket } from '../../core/bucket.ts'
import { codeOf, errorText } from '../../core/cooper-error.ts'
import { isInvalidRequest } from '../../core/failures/invalid-request.ts'
import { createImpactTally } from '../../core/impact/impact.ts'
import { readBucketLogs } from '../../impact/read-bucket-logs.ts'
import type { Selection } from '../options/selection.ts'
import { type BucketImpact, type Judged, notJudged } from './bucket-impact.ts'
import { coverageOfLogs, withoutLogging } from './coverage.ts'
import type { ImpactOptions } from './impact-options.ts'
import { unreadableLines } from './read-files.ts'

const DAY = 24 * 60 * 60

/** Judges a bucket, or says why that is not possible: it does not stop the others. `undefined`: it no longer exists. */
export async function judgeBucket(
  bucket: Bucket,
  changeOf: () => Promise<Judged | undefined>,
  selection: Pick<Selection, 's3'>,
  options: Pick<ImpactOptions, 'days' | 'logs'>,
): Promise<BucketImpact | undefined> {
  try {
    const change = await changeOf()
    return change && (await judgeLogs(bucket, change, selection, options))
  } catch (error) {
    // Wrong credentials fail for every bucket.
    if (isInvalidRequest(codeOf(error) ?? '')) throw error
    return notJudged(bucket.name, errorText(error))
  }
}

/** Judges the access logs of a bucket, from where its logging delivers them or the option says. */
async function judgeLogs(
  bucket: Bucket,
  judged: Judged,
  { s3 }: Pick<Selection, 's3'>,
  options: Pick<ImpactOptions, 'days' | 'logs'>,
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
