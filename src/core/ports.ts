import type { Bucket } from './bucket.ts'
import type { BucketCalls, UndoCalls } from './bucket-calls.ts'
import type { BucketEvent } from './event.ts'
import type { JournalEntry } from './journal/entry.ts'
import type { RemediationRecord } from './journal/record.ts'
import type { Snapshot } from './posture.ts'
import type { Step } from './step.ts'

export interface WritePorts {
  readonly s3: BucketCalls | UndoCalls
  /** Writes down what is about to be replaced, so that it is known even if nothing after it happens. */
  logIntent(step: Step, before: Snapshot): void
  now(): Date
  /** Half as long, half as long again, or anything between. */
  wait(milliseconds: number): Promise<void>
  /** Milliseconds until everything ends, wherever it has got to. `Infinity`: nobody ends it. */
  timeLeft(): number
}

/** The outside, as functions. */
export interface Ports extends WritePorts {
  readonly journal: Journal
  /** Notifies people. Answers which channels have it. Throws where one could not be reached. */
  notify(record: RemediationRecord): Promise<readonly string[]>
  /** The same for every repeat of a run that failed: by it a run knows what it has begun itself. */
  readonly run?: string
}

/** A place in the journal, as it stood when it was read or written. */
export interface JournalPlace {
  readonly key: string
  /** Changes with every write: by it nobody overwrites what somebody else has written since. */
  readonly tag: string
  readonly entry: JournalEntry
}

/** The journal of changes. Its calls throw where it can't be reached. */
export interface Journal {
  /** Of what was left open after the event, or not told, the first that is left to this run. */
  find(
    event: BucketEvent,
    mayResume: (entry: JournalEntry) => boolean,
  ): Promise<JournalPlace | undefined>
  /** What was changed since then, and every undo however old: oldest first. */
  recent(bucket: Bucket, since: Date): Promise<readonly JournalEntry[]>
  /** Never overwrites an entry. */
  open(entry: JournalEntry): Promise<JournalPlace>
  /** Throws where the entry was changed since. */
  amend(place: JournalPlace, entry: JournalEntry): Promise<JournalPlace>
}
