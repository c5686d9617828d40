import type { Claim } from './announcements/claim.ts'
import type { ReviewNote } from './announcements/review.ts'
import type { WatchNote } from './announcements/watch.ts'
import type { Bucket } from './bucket.ts'
import type { BucketCalls, UndoCalls } from './bucket-calls.ts'
import type { BucketEvent } from './event.ts'
import type { JournalEntry } from './journal/entry.ts'
import type { RemediationRecord } from './journal/record.ts'
import type { Waiting, WaitingBucket } from './journal/waiting.ts'
import type { Snapshot } from './posture.ts'
import type { Step } from './step.ts'

export interface WritePorts {
  readonly s3: BucketCalls | UndoCalls
  /** Logs the step and the value that it replaces, before the write. */
  logIntent(step: Step, before: Snapshot): void
  now(): Date
  /** Waits with a jitter of half the time, up or down. */
  wait(milliseconds: number): Promise<void>
  /** Milliseconds until the run is killed. `Infinity`: no limit. */
  timeLeft(): number
}

/** The functions by which the remediation reaches the outside. */
export interface Ports extends WritePorts {
  readonly journal: Journal
  /** Notifies people. Returns the names of the channels that have the record. Throws where a channel fails. */
  notify(record: RemediationRecord): Promise<readonly string[]>
  /** Knows which buckets wait for the end of their deployment. Absent: each waits for some minutes. */
  readonly waiting?: Waiting
  /** Absent: nobody looks at access logs, so that a fix for which they are needed stays announced. */
  readonly reviews?: Reviews
  /** The same for every retry of a failed run, by which a run recognizes its own journal entries. */
  readonly run: string
  /** When the bucket was created. `undefined`: not known. */
  creationDate(bucket: Bucket): Promise<Date | undefined>
  /** Whether a sweep was begun, so that its digest has the result of each bucket. Absent: there are no digests. */
  isSweepBegun?(sweep: string): Promise<boolean>
  /** Whether to look for an interrupted run of the event, however young the event is. */
  readonly isRepeated?: true
}

/** An entry of the journal with its key, as last read or written. */
export interface JournalPlace {
  readonly key: string
  /** The ETag, which changes with every write, so that no write replaces a newer one. */
  readonly tag: string
  readonly entry: JournalEntry
}

/** Asks the function that reads access logs. Its calls throw where the journal is not available. */
export interface Reviews {
  /** The question about a bucket, perhaps with its answer. */
  read(bucket: Bucket): Promise<ReviewNote | undefined>
  /** Replaces an earlier question. */
  ask(note: ReviewNote): Promise<void>
  watch(note: WatchNote): Promise<void>
}

/** Which entries of a bucket to read. */
export interface HistoryQuery {
  /** Only the changes since then, and every undo however old. Default: all. */
  readonly since?: Date
  /** Only the entries of the event with this id. Default: of all events. */
  readonly id?: string
  /** How many changes at most, the newest first. Default: 100. */
  readonly most?: number
}

/** What the journal has about a bucket. */
export interface History {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[]
  /** The keys of objects that are not entries: empty, cut off, or of a later version. */
  readonly unreadable: readonly string[]
  /** What the bucket waits for. */
  readonly waiting: readonly WaitingBucket[]
  /** Whether there are more changes than were asked for. */
  readonly hasMore: boolean
}

/** The journal of changes. Its calls throw where it is not available. Objects that are not entries are skipped. */
export interface Journal {
  /**
   * The first entry of the event that is not closed and that this run may resume. If there is none, the first one that is
   * not closed.
   */
  find(
    event: BucketEvent,
    mayResume: (entry: JournalEntry) => boolean,
  ): Promise<JournalPlace | undefined>
  /** The history of a bucket. Bounded, however many entries there are. */
  recent(bucket: Bucket, query: HistoryQuery): Promise<History>
  /** The newest entries of the fix command that are not closed. */
  unfinishedFixes(bucket: Bucket): Promise<readonly JournalEntry[]>
  /** The newest undo of the change with this id that is not closed. */
  unfinishedUndo(bucket: Bucket, of: string): Promise<JournalPlace | undefined>
  /**
   * Puts a claim on the announcement of a fix, in place of one that may be replaced. Throws if there is another claim, also one that
   * another run puts at the same moment.
   */
  claim(bucket: Bucket, claim: Claim, mayReplace: (claim: Claim) => boolean): Promise<void>
  /** Creates an entry, and concurrently its mark in the outbox. Never overwrites an entry. */
  open(entry: JournalEntry): Promise<JournalPlace>
  /** Replaces an entry, and concurrently removes the mark of a closed one. Throws where the entry was changed since it was read. */
  amend(place: JournalPlace, entry: JournalEntry): Promise<JournalPlace>
}
