import type { Bucket } from '../bucket.ts'
import { UNFINISHED } from '../failures/failure.ts'
import type { BucketPosture } from '../posture.ts'
import type { JournalEntry } from './entry.ts'
import type { RemediationRecord } from './record.ts'
import { recordOf } from './record-of.ts'
import { stepsInDoubt } from './recover-steps.ts'

/**
 * What is known of an entry without a record, whose run has ended: what it intended, and the values from before. It is not
 * stored, so that a later delivery of the event can find out more. `undefined`: the run intended no write.
 */
export function recordOfUnfinished(entry: JournalEntry, now: Date): RemediationRecord | undefined {
  const { event, findings, before, lostUpdate, undo } = entry.intent
  const attempts = stepsInDoubt(entry, [], now).map((one) => ({ ...one, failure: UNFINISHED }))
  if (attempts.length === 0) return undefined
  const known = { event, findings, before, lostUpdate, after: notRead(event.bucket), remaining: [] }
  return recordOf({ ...known, attempts, ...(undo && { undo }) }, now)
}

const notRead = (bucket: Bucket): BucketPosture => ({
  bucket,
  policy: NOT_READ,
  encryption: NOT_READ,
})

const NOT_READ = { known: false, reason: 'Cooper has not read the bucket again' } as const
