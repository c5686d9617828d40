import { createHash } from 'node:crypto'
import { isAllowed, isDenied } from '../../../core/policy/evaluation/evaluate.ts'
import { childOf, type XmlObject, xmlText } from '../../http/xml.ts'
import type { StoredBucket } from '../bucket.ts'
import type { Buckets } from '../buckets.ts'
import { groupGrants } from '../configurations/canned-acl.ts'
import { storeVersion } from '../objects/store/versions.ts'

/** The server access logs of all buckets. S3 delivers them with a delay, here when `deliver` is called. */
export interface AccessLogs {
  /** Adds a line to the log of a bucket, if it has logging. */
  readonly add: (bucket: StoredBucket, line: string) => void
  /** Writes an object for each bucket that has new lines. */
  readonly deliver: (now: Date) => void
}

export function createAccessLogs(buckets: Buckets): AccessLogs {
  const pending = new Map<string, string[]>()
  let number = 0
  return {
    add({ name, logging }, line) {
      if (targetOf(logging) !== undefined) pending.set(name, [...(pending.get(name) ?? []), line])
    },
    deliver(now) {
      for (const [name, lines] of pending) {
        const source = buckets.get(name)
        number += 1
        if (source) deliverTo(source, buckets, lines.join(''), now, number)
      }
      pending.clear()
    },
  }
}

const SERVICE = 'logging.s3.amazonaws.com'

/** Best effort: what the target bucket refuses is lost. */
function deliverTo(
  source: StoredBucket,
  buckets: Buckets,
  text: string,
  now: Date,
  number: number,
): void {
  const location = targetOf(source.logging)
  const target = location && buckets.get(location.bucket)
  if (!location || !target) return
  const key = keyOf(location, source, now, number)
  if (!mayDeliver(source, target, key)) return
  const body = Buffer.from(text)
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  const headers = { 'content-type': 'text/plain', 'x-amz-server-side-encryption': 'AES256' }
  storeVersion(target, key, { body, etag, headers, modifiedAt: now })
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
function mayDeliver(source: StoredBucket, target: StoredBucket, key: string): boolean {
  const isInPlace = target.account === source.account && target.region === source.region
  if (!isInPlace || target.encryption?.algorithm !== 'AES256') return false
  const request = {
    caller: { type: 'service', service: SERVICE },
    action: 's3:PutObject',
    resource: `${target.arn}/${key}`,
    context: new Map([
      ['aws:sourcearn', [source.arn]],
      ['aws:sourceaccount', [source.account]],
    ]),
  } as const
  const policy = target.policy?.policy
  if (policy && isDenied(policy, request)) return false
  const byAcl = groupGrants(target.acl).some(
    ({ group, permission }) => group.endsWith('/LogDelivery') && permission === 'WRITE',
  )
  return byAcl || (policy !== undefined && isAllowed(policy, request))
}

interface Target {
  readonly bucket: string
  readonly prefix: string
  readonly isPartitioned: boolean
}

function targetOf(logging: XmlObject): Target | undefined {
  const enabled = childOf(logging, 'LoggingEnabled')
  const bucket = xmlText(enabled, 'TargetBucket')
  if (!bucket) return undefined
  const format = childOf(enabled, 'TargetObjectKeyFormat')
  return {
    bucket,
    prefix: xmlText(enabled, 'TargetPrefix') ?? '',
    isPartitioned: format?.PartitionedPrefix !== undefined,
  }
}

/** `[prefix]YYYY-MM-DD-hh-mm-ss-UNIQUE`, or with account, region, bucket and day before it. */
function keyOf(
  { prefix, isPartitioned }: Target,
  { account, region, name }: StoredBucket,
  now: Date,
  number: number,
): string {
  const [day = '', clock = ''] = now.toISOString().slice(0, 19).split('T')
  const unique = number.toString(16).toUpperCase().padStart(16, '0')
  const file = `${day}-${clock.replaceAll(':', '-')}-${unique}`
  if (!isPartitioned) return `${prefix}${file}`
  return `${prefix}${account}/${region}/${name}/${day.replaceAll('-', '/')}/${file}`
}
