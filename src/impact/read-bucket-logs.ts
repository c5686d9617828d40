import type { S3Client } from '@aws-sdk/client-s3'
import PQueue from 'p-queue'
import { listKeys, openObject } from '../aws/logs/log-objects.ts'
import {
  dayPrefixes,
  daysBetween,
  type LogLocation,
  logPrefixes,
  timeInKey,
} from '../core/access-log/log-location.ts'
import type { Bucket } from '../core/bucket.ts'
import { type LogReader, readLog } from './read-log.ts'

/** Logs that are read at once. */
const LOGS_AT_ONCE = 16

export interface LogPeriod {
  /** In seconds since 1970. */
  readonly since: number
  readonly until: number
}

export interface BucketLogs {
  readonly logs: number
  /** When the oldest log was delivered, also one before the period. In seconds since 1970. */
  readonly oldest: number | undefined
  /** Whether it stopped before all logs were read. */
  readonly isCutOff: boolean
}

/** Reads the access logs of a bucket, several at once, until the signal. Lists only the days of the period. */
export async function readBucketLogs(
  location: LogLocation,
  bucket: Bucket,
  { since, until }: LogPeriod,
  client: S3Client,
  reader: LogReader,
  signal?: AbortSignal,
): Promise<BucketLogs> {
  const queue = new PQueue({ concurrency: LOGS_AT_ONCE })
  const failures: unknown[] = []
  let logs = 0
  const read = async (key: string) => {
    try {
      const bytes = await openObject(client, location.bucket, key)
      if (bytes) await readLog(bytes, reader)
    } catch (error) {
      failures.push(error)
    }
  }
  for await (const key of keysOf(location, bucket, daysBetween(since, until), client)) {
    logs += 1
    void queue.add(() => read(key))
    // Memory does not grow with the number of logs.
    await queue.onSizeLessThan(LOGS_AT_ONCE)
    if (failures.length > 0 || signal?.aborted) break
  }
  await queue.onIdle()
  if (failures.length > 0) throw failures[0]
  const isCutOff = signal?.aborted === true
  return { logs, isCutOff, oldest: await oldestLog(location, bucket, client) }
}

async function* keysOf(
  location: LogLocation,
  bucket: Bucket,
  days: readonly string[],
  client: S3Client,
): AsyncGenerator<string> {
  for (const day of days) {
    for (const prefix of dayPrefixes(location, bucket, day)) {
      yield* listKeys(client, location.bucket, prefix)
    }
  }
}

/** Keys are in the order of time, so that the first one tells since when there are logs. */
async function oldestLog(location: LogLocation, bucket: Bucket, client: S3Client) {
  const times: number[] = []
  for (const prefix of logPrefixes(location, bucket)) {
    const { value } = await listKeys(client, location.bucket, prefix, 1).next()
    const time = value === undefined ? undefined : timeInKey(value)
    if (time !== undefined) times.push(time)
  }
  return times.length > 0 ? Math.min(...times) : undefined
}
