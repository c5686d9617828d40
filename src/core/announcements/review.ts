import { type Bucket, type BucketKey, partitionKeyOf } from '../bucket.ts'
import type { PolicyDocument } from '../policy/document.ts'

/** What the access logs of a bucket say about who would be hit by a change of its policy, before the change is made on its day. */
export interface Review {
  /** ISO 8601 in UTC. */
  readonly time: string
  /** How many days of logs were judged. */
  readonly days: number
  /** `in-use`: the change would deny requests, or may deny them. `unknown`: there are not logs of all days. */
  readonly verdict: 'quiet' | 'in-use' | 'unknown'
  /** The requests that the change would deny, or may deny. */
  readonly requests: number
  /** Those with most requests first, ten at most. */
  readonly clients: readonly ReviewedClient[]
  /** Why it is unknown. */
  readonly note?: string
}

/** A client in access logs. Its texts are from outside. */
export interface ReviewedClient {
  /** An ARN, a canonical user id, or `anonymous`. */
  readonly requester: string
  readonly sourceAddress: string | null
  readonly userAgent: string | null
  readonly requests: number
  /** The time of its last request, ISO 8601 in UTC. */
  readonly last: string
}

/** A question and its answer: a small object beside the journal. The bot asks, and the function that reads logs answers. */
export interface ReviewNote extends PolicyReplacement {
  readonly version: 1
  readonly bucket: Bucket
  /** ISO 8601 in UTC. */
  readonly asked: string
  /** How many days of logs are to be judged. */
  readonly days: number
  readonly review?: Review
}

/** `null`: the bucket has no policy. */
export interface PolicyReplacement {
  readonly before: PolicyDocument | null
  readonly after: PolicyDocument | null
}

export const REVIEWS = 'reviews/due/'

export const keyOfReview = (bucket: BucketKey): string => `${REVIEWS}${partitionKeyOf(bucket)}.json`

/** How long an answer counts, in milliseconds: clients may change. */
const ANSWERED_FOR = 2 * 24 * 60 * 60 * 1000

/** The answer of a note, if it is about this change and not older than the day on which the change became due. */
export function answerIn(
  note: ReviewNote | undefined,
  change: PolicyReplacement,
  due: string,
  now: Date,
): Review | undefined {
  const review = note && isAbout(note, change) ? note.review : undefined
  const isFresh =
    review !== undefined &&
    review.time.slice(0, 10) >= due &&
    now.getTime() - Date.parse(review.time) < ANSWERED_FOR
  return isFresh ? review : undefined
}

/** Whether the note asks about this change, and has no answer yet. */
export const isAsked = (note: ReviewNote | undefined, change: PolicyReplacement): boolean =>
  note !== undefined && note.review === undefined && isAbout(note, change)

const isAbout = (note: PolicyReplacement, { before, after }: PolicyReplacement) =>
  JSON.stringify([note.before, note.after]) === JSON.stringify([before, after])
