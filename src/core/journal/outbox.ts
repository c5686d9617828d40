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
  /** By these two the mark and its entry belong together. */
  readonly started: string
  readonly run?: string
  /** The channels that have the message. Absent: it may not be sent yet. */
  readonly sent?: readonly string[]
}

export const OUTBOX = 'outbox/'

export const markOf = (entry: JournalEntry): OutboxMark => {
  const { started, run, intent } = entry
  const bucket = intent.event.bucket.name
  return { version: 1, bucket, keys: keysOfEntry(entry), started, ...(run && { run }) }
}

/** S3 lists keys in ascending order, so the oldest mark is the first one. Each attempt to open an entry has its own mark. */
export const keyOfMark = ({ started, run, intent: { event } }: JournalEntry): string =>
  `${OUTBOX}${started}-${event.bucket.name}-${run ?? encodeURIComponent(event.id)}.json`

export const belongsTo =
  ({ started, run }: OutboxMark) =>
  (entry: JournalEntry): boolean =>
    entry.started === started && entry.run === run

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
