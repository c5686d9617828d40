import type { Undo } from '../assessment/hold.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketEvent } from '../event.ts'
import type { Finding } from '../finding.ts'
import type { Snapshot } from '../posture.ts'
import type { Step } from '../step.ts'
import type { LostUpdate } from './lost-update.ts'
import type { RemediationRecord } from './record.ts'

/** One change of a bucket: an object of JSON in the journal, put before the first write and completed afterwards. */
export interface JournalEntry {
  readonly version: 1
  /** When it was opened, ISO 8601 in UTC. */
  readonly started: string
  /** The run that opened it; the repeats of a run that failed are the same one. */
  readonly run?: string
  readonly intent: Intent
  /** What came of it. Absent while Cooper is at it, or when it was killed. */
  readonly record?: RemediationRecord
  /** The channels that have the record; none where nobody is to be notified. Absent: not notified yet. */
  readonly notified?: readonly string[]
  /** Nothing was written: by the time somebody else had done it. */
  readonly unneeded?: true
}

/** What is needed to tell of a change, should nothing after its first write happen. */
export interface Intent {
  readonly event: BucketEvent
  readonly findings: readonly Finding[]
  readonly steps: readonly Step[]
  /** What stood there at the first look. */
  readonly before: Snapshot
  /** Somebody else's put at the same moment. */
  readonly lostUpdate?: LostUpdate
  /** Where a person undoes a change. */
  readonly undo?: Undo
}

export const isClosed = ({ record, notified, unneeded }: JournalEntry): boolean =>
  unneeded === true || (record !== undefined && notified !== undefined)

/** Keys sort by bucket and time, and partition a table of Athena by bucket. */
export const folderOf = ({ name }: Pick<Bucket, 'name'>): string => `changes/bucket=${name}/`

/** Whether it is this run's to end: its own, or of one that is surely dead. A living one ends it itself, or its repeat does. */
export const mayResume =
  (run: string | undefined, now: Date) =>
  (entry: JournalEntry): boolean =>
    entry.run === run || now.getTime() - Date.parse(entry.started) > LONGEST_RUN

/** What a person undid counts however old it is. */
export const UNDO = 'undo-'

export const isOfUndo = (key: string): boolean => new RegExp(`Z-${UNDO}[^/]*$`).test(key)

/** The same for every delivery of an event; a second change after the same event has the number 2. */
export function keyOf({ bucket, time, id }: BucketEvent, number: number): string {
  const suffix = number === 1 ? '' : `-${number}`
  return `${folderOf(bucket)}${time}-${encodeURIComponent(id)}${suffix}.json`
}

/** A run of Cooper ends within 15 minutes, and may write to the end. In milliseconds. */
export const LONGEST_RUN = 15 * 60 * 1000

// Lambda repeats a failed run after a minute at the earliest, and CloudTrail's times are whole seconds.
const FIRST_REPEAT = 50_000

/** Whether an earlier delivery of the event may have changed the bucket and not told. */
export const mayBeRepeated = ({ time }: BucketEvent, now: Date): boolean =>
  now.getTime() - Date.parse(time) >= FIRST_REPEAT
