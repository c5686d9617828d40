import type { Bucket } from '../bucket.ts'
import type { RemediationRecord } from '../journal/record.ts'
import type { RefusedRequests } from '../messages/refusal-message.ts'
import type { PolicyReplacement, Review, ReviewedClient, ReviewNote } from './review.ts'
import type { WatchNote } from './watch.ts'

/** A question of the bot, as it was read. */
export interface AskedReview {
  readonly key: string
  readonly tag: string
  readonly note: ReviewNote
}

/** What the bot asks about access logs. Its calls throw where the journal is not available. */
export interface ReviewQueue {
  /** The questions without an answer. */
  asked(): AsyncIterable<AskedReview>
  /** Throws if the bot asked anew meanwhile. */
  answer(asked: AskedReview, review: Review): Promise<void>
  watched(): AsyncIterable<WatchNote>
  /** Replaces the note. */
  keep(note: WatchNote): Promise<void>
  end(note: WatchNote): Promise<void>
}

/** What access logs say of a change. */
export interface LogJudgement {
  /** Whether there are logs of the whole time. */
  readonly isComplete: boolean
  /** What is missing. */
  readonly note?: string
  /** Requests that the change denies, or may deny. */
  readonly requests: number
  /** Those with most requests first. */
  readonly clients: readonly ReviewedClient[]
}

export interface ReviewPorts {
  readonly queue: ReviewQueue
  /**
   * Judges the access logs since a time. `isMade`: the change is made, so the requests that S3 refused count. Throws if that is
   * not possible now, and may be later.
   */
  judge(
    bucket: Bucket,
    change: PolicyReplacement & { readonly isMade: boolean },
    since: Date,
  ): Promise<LogJudgement>
  /** Has the bot look at a bucket. */
  requestCheck(bucket: Bucket): Promise<void>
  notify(record: RemediationRecord, refused: RefusedRequests): Promise<void>
  now(): Date
  /** Milliseconds until the run is killed. */
  remaining(): number
}
