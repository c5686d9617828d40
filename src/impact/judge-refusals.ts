import type { AccessLogRecord } from '../core/access-log/record.ts'
import type { Bucket } from '../core/bucket.ts'
import type { Client } from '../core/impact/client-tally.ts'
import { createImpactTally } from '../core/impact/impact.ts'
import type { PolicyChange } from '../core/impact/policy-change.ts'
import { type ClientIn, type LogsAsked, readLogsOf } from './judge-logs.ts'

/** Seconds before the change whose logs tell who used the bucket. */
const BEFORE = 7 * 24 * 60 * 60

const FORBIDDEN = 403

/**
 * The clients whose requests S3 refuses since a change, and that the change denies. Anybody may send requests without
 * credentials to any bucket: those count only if such requests succeeded before. `since`: the time of the change.
 */
export async function judgeRefusals(
  bucket: Bucket,
  change: PolicyChange,
  clientIn: ClientIn,
  { since, signal }: Pick<LogsAsked, 'since' | 'signal'>,
): Promise<readonly Client[]> {
  const earlier = createImpactTally(bucket, change, since - BEFORE)
  const later = createImpactTally(bucket, { ...change, isLive: true }, since)
  const add = (record: AccessLogRecord) => {
    if (record.time < since) earlier.add(record)
    else if (record.status === FORBIDDEN) later.add(record)
  }
  const asked = { since: since - BEFORE, ...(signal && { signal }) }
  await readLogsOf(bucket, clientIn, asked, add)
  const isAnonymous = ({ requester }: Client) => requester === 'anonymous'
  const isPublic = earlier.impact().denied.clients.some(isAnonymous)
  return later.impact().denied.clients.filter((client) => isPublic || !isAnonymous(client))
}
