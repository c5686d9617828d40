import { type BucketKey, partitionKeyOf } from '../bucket.ts'
import { isEntryOf, type JournalEntry, LONGEST_RUN } from '../journal/entry.ts'

/**
 * That a run is about to announce a fix of a bucket: a small object beside the journal. Each run replaces the one that it read,
 * so that of two runs at the same moment only one announces the fix.
 */
export interface Claim {
  readonly version: 1
  /** The id of the event. */
  readonly event: string
  readonly run: string
  /** ISO 8601 in UTC. */
  readonly time: string
}

export const keyOfClaim = (bucket: BucketKey): string => `announcing/${partitionKeyOf(bucket)}.json`

/**
 * Whether a run may replace the claim: it is its own, it knows what came of it, or the run of the claim had ended before its
 * own began.
 */
export const mayReplace =
  (own: Claim, entries: readonly JournalEntry[]) =>
  (claim: Claim): boolean =>
    (claim.event === own.event && claim.run === own.run) ||
    entries.some((entry) => isOutcomeOf(claim, entry)) ||
    Date.parse(own.time) - Date.parse(claim.time) > 2 * LONGEST_RUN

const isOutcomeOf = ({ event, run, time }: Claim, entry: JournalEntry) =>
  entry.intent.event.id === event &&
  isEntryOf(run, entry) &&
  (entry.resumed?.at ?? entry.started) >= time &&
  (entry.record !== undefined || entry.unneeded === true)
