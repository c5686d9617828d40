import type { Bucket } from '../bucket.ts'

/** Where S3 delivers the access logs of a bucket. */
export interface LogLocation {
  readonly bucket: string
  readonly prefix: string
  /** How their keys go on after the prefix. `any`: not known, so both are looked for. */
  readonly format: 'simple' | 'partitioned' | 'any'
}

/**
 * The beginnings of the keys of one day's logs, such as `logs/2026-11-20-` or `logs/ACCOUNT/REGION/BUCKET/2026/11/20/`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html#server-access-logging-overview
 */
export function dayPrefixes(
  { prefix, format }: LogLocation,
  { account, region, name }: Bucket,
  day: string,
): readonly string[] {
  const simple = `${prefix}${day}-`
  const partitioned = `${prefix}${account}/${region}/${name}/${day.replaceAll('-', '/')}/`
  if (format === 'any') return [simple, partitioned]
  return [format === 'simple' ? simple : partitioned]
}

/** The beginnings of the keys of all logs of the bucket. Their order is that of time. */
export function logPrefixes(
  { prefix, format }: LogLocation,
  { account, region, name }: Bucket,
): readonly string[] {
  const partitioned = `${prefix}${account}/${region}/${name}/`
  if (format === 'any') return [`${prefix}2`, partitioned]
  return [format === 'simple' ? `${prefix}2` : partitioned]
}

/** The time of a log in its key, `…2026-11-20-09-30-05-UNIQUE`, in seconds since 1970. */
export function timeInKey(key: string): number | undefined {
  const [, date, hour, minute, second] =
    /(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)-[^/]*$/.exec(key) ?? []
  const time = date === undefined ? Number.NaN : Date.parse(`${date}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? undefined : time / 1000
}

const DAY = 24 * 60 * 60

/** All days from a time until another one, in UTC. Times are in seconds since 1970. */
export function daysBetween(since: number, until: number): readonly string[] {
  const first = Math.floor(since / DAY)
  const count = Math.max(0, Math.floor(until / DAY) - first + 1)
  return Array.from({ length: count }, (_, day) =>
    new Date((first + day) * DAY * 1000).toISOString().slice(0, 10),
  )
}
