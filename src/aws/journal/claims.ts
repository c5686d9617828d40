import * as v from 'valibot'
import { type Claim, keyOfClaim } from '../../core/announcements/claim.ts'
import type { Bucket } from '../../core/bucket.ts'
import { cooperError } from '../../core/cooper-error.ts'
import { EventId, IsoTime } from '../events/values.ts'
import type { JsonObjects } from './json-objects.ts'
import type { ReportUnreadable } from './read-entries.ts'

const ClaimText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ version: v.literal(1), event: EventId, run: v.string(), time: IsoTime }),
)

/** Puts a claim in place of one that may be replaced. Throws if another run has one, also if it puts its own just now. */
export async function putClaim(
  bucket: Bucket,
  claim: Claim,
  mayReplace: (claim: Claim) => boolean,
  objects: Pick<JsonObjects, 'get' | 'create' | 'replace'>,
  reportUnreadable: ReportUnreadable,
): Promise<void> {
  const key = keyOfClaim(bucket)
  const stored = await objects.get(key)
  if (!stored) {
    if ((await objects.create(key, claim)) === undefined) throw claimed(bucket)
    return
  }
  const { success, output } = v.safeParse(ClaimText, stored.text, { abortEarly: true })
  // An object that is not a claim keeps nobody from announcing a fix.
  if (!success) reportUnreadable(key)
  else if (!mayReplace(output)) throw claimed(bucket)
  await objects.replace(key, stored.tag, claim)
}

const claimed = ({ name }: Bucket) =>
  cooperError(
    'Announcing',
    `Cannot announce a fix of bucket "${name}": another run announces one at this moment. Cooper retries the event`,
  )
