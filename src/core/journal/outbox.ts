import type { Bucket } from '../bucket.ts'
import { UNFINISHED } from '../failures/failure.ts'
import type { BucketPosture } from '../posture.ts'
import { type JournalEntry, LONGEST_RUN } from './entry.ts'
import { keysOfEntry } from './keys.ts'
import type { RemediationRecord } from './record.ts'
import { recordOf } from './record-of.ts'
import { stepsInDoubt } from './recover-steps.ts'
import { undoCommandOf } from './undo-command.ts'

/**
 * Says where an entry is of which people may not be notified yet. It is put with the entry and removed when the entry is
 * closed, so that a run that was killed, or could not notify people, leaves its mark for the hourly run.
 */
export interface OutboxMark {
  readonly version: 1
  readonly bucket: string
  /** The keys that the entry may have. */
  readonly keys: readonly string[]
  /** The channels that have the message. Absent: it may not be sent yet. */
  readonly sent?: readonly string[]
}

export const OUTBOX = 'outbox/'

export const markOf = (entry: JournalEntry): OutboxMark => {
  const bucket = entry.intent.event.bucket.name
  return { version: 1, bucket, keys: keysOfEntry(entry) }
}

/**
 * S3 lists keys in ascending order, so the oldest mark is the first one. Each run that opens or resumes an entry has its own
 * mark, so that none is removed for another run.
 */
export function keyOfMark({ started, run, resumed, intent: { event } }: JournalEntry): string {
  const by = resumed?.run ?? run ?? encodeURIComponent(event.id)
  return `${OUTBOX}${resumed?.at ?? started}-${event.bucket.name}-${by}.json`
}

/** Whether the run that put the mark has certainly ended. */
export function isDue(key: string, now: Date): boolean {
  const started = Date.parse(key.slice(OUTBOX.length).slice(0, TIME.length))
  return now.getTime() - started > LONGEST_RUN
}

const TIME = '2026-11-20T09:30:07.000Z'

/**
 * What is known of an entry without a record, whose run has ended: what it intended, and the values from before. It is not
 * stored, so that a later delivery of the event can find out more. `undefined`: the run intended no write, and the next
 * event or sweep finds the bucket as it is.
 */
export function recordOfUnfinished(entry: JournalEntry, now: Date): RemediationRecord | undefined {
  const { event, findings, before, lostUpdate, undo } = entry.intent
  const attempts = stepsInDoubt(entry, [], now).map((one) => ({ ...one, failure: UNFINISHED }))
  if (attempts.length === 0 && !lostUpdate) return undefined
  const known = { event, findings, before, lostUpdate, after: notRead(event.bucket), remaining: [] }
  const record = recordOf({ ...known, attempts, ...(undo && { undo }) }, now)
  const undoCommand = attempts.length > 0 && !undo && undoCommandOf(event.id, event.bucket.name)
  return { ...record, ...(undoCommand && { undoCommand }) }
}

const notRead = (bucket: Bucket): BucketPosture => ({
  bucket,
  policy: NOT_READ,
  encryption: NOT_READ,
})

const NOT_READ = { known: false, reason: 'Cooper has not read the bucket again' } as const
