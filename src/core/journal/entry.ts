import type { Undo } from '../assessment/hold.ts'
import type { BucketEvent } from '../event.ts'
import type { Finding } from '../finding.ts'
import type { Snapshot } from '../posture.ts'
import type { Step } from '../step.ts'
import type { LostUpdate } from './lost-update.ts'
import type { RemediationRecord } from './record.ts'

/** One change of a bucket: a JSON object in the journal, written before the first change and completed afterwards. */
export interface JournalEntry {
  readonly version: 1
  /** When the entry was created, ISO 8601 in UTC. */
  readonly started: string
  /** The run that created it: the request id of Lambda, the same for each retry, or the id of a command. */
  readonly run?: string
  /** The run that resumed it last. Absent: none did. */
  readonly resumed?: { readonly run: string; readonly at: string }
  /** Its run ended with an error and does not retry, so any other run may resume it at once. */
  readonly abandoned?: true
  readonly intent: Intent
  /** The result. Absent while the run is in progress, or when it was killed. */
  readonly record?: RemediationRecord
  /** The channels that have the record. Empty: nobody is to be notified. Absent: not notified yet. */
  readonly notified?: readonly string[]
  /** Nothing was written, because somebody else had already done it. */
  readonly unneeded?: true
}

/** What is needed to report a change if the run ends right after its first write. */
export interface Intent {
  readonly event: BucketEvent
  readonly findings: readonly Finding[]
  readonly steps: readonly Step[]
  /** The values at the first read. */
  readonly before: Snapshot
  /** A put by somebody else that Cooper may have replaced. */
  readonly lostUpdate?: LostUpdate
  /** Present where a person undoes a change. */
  readonly undo?: Undo
}

export const isClosed = ({ record, notified, unneeded }: JournalEntry): boolean =>
  unneeded === true || (record !== undefined && notified !== undefined)

/** When the entry was completed, or else when it was created. */
export const timeOf = ({ record, started }: JournalEntry): string => record?.time ?? started

/** Whether this run is the last one that created or resumed the entry. */
export const isEntryOf = (
  run: string | undefined,
  entry: Pick<JournalEntry, 'run' | 'resumed'>,
): boolean => run !== undefined && (entry.resumed?.run ?? entry.run) === run

/** Whether this run may resume the entry: it is its own, or was abandoned, or its run has exceeded Lambda's 15 minutes. */
export const mayResume =
  (run: string | undefined, now: Date) =>
  (entry: JournalEntry): boolean =>
    isEntryOf(run, entry) ||
    entry.abandoned === true ||
    now.getTime() - Date.parse(entry.resumed?.at ?? entry.started) > LONGEST_RUN

/** The entry as this run resumes it: from now on it is this run's own. */
export const resumedBy = (run: string, now: Date, entry: JournalEntry): JournalEntry => {
  const { abandoned: _, ...rest } = entry
  return { ...rest, resumed: { run, at: now.toISOString() } }
}

/** The longest run in milliseconds: Lambda's limit of 15 minutes. */
export const LONGEST_RUN = 15 * 60 * 1000

/** When another run may resume an entry whose run may still be in progress. */
export const TRY_AGAIN_LATER = `Try again in ${LONGEST_RUN / 60_000} minutes`

// Milliseconds. Lambda retries a failed run after a minute at the earliest, and CloudTrail's times are whole seconds.
const FIRST_REPEAT = 50_000

/** Whether an earlier delivery of the event may have changed the bucket and not notified people. */
export const mayBeRepeated = ({ time }: BucketEvent, now: Date): boolean =>
  now.getTime() - Date.parse(time) >= FIRST_REPEAT
