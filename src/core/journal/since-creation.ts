import type { BucketEvent } from '../event.ts'
import type { JournalEntry } from './entry.ts'

/** The entries of the present bucket. Those of a deleted bucket with the same name say nothing about it. */
export function sinceCreation(
  entries: readonly JournalEntry[],
  event?: BucketEvent,
): readonly JournalEntry[] {
  const events = [...entries.map(({ intent }) => intent.event), ...(event ? [event] : [])]
  return sinceTime(entries, lastCreation(events))
}

/** In milliseconds since the epoch. `-Infinity`: no event is the creation of the bucket. */
export const lastCreation = (events: readonly BucketEvent[]): number =>
  Math.max(...events.filter(isCreation).map(({ time }) => Date.parse(time)))

/** The entries that were begun at that time, in milliseconds since the epoch, or later. */
export const sinceTime = (entries: readonly JournalEntry[], time: number) =>
  entries.filter(({ started }) => Date.parse(started) >= time)

// In us-east-1 the owner of a bucket may create it again: S3 answers 200, and the bucket stays as it is.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
const isCreation = ({ name, bucket }: BucketEvent) =>
  name === 'CreateBucket' && bucket.region !== 'us-east-1'

// Milliseconds.
const NEW_FOR = 24 * 60 * 60 * 1000

/** Whether the bucket was created within the last day, by the event or by the date of its creation, as far as it is known. */
export const isNewBucket = (event: BucketEvent, created: Date | undefined, now: Date): boolean =>
  now.getTime() - (created?.getTime() ?? creationBy(event)) < NEW_FOR

const creationBy = (event: BucketEvent) =>
  isCreation(event) ? Date.parse(event.time) : Number.NEGATIVE_INFINITY
