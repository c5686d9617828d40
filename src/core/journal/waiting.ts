import type { Settling } from '../assessment/settling.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketEvent } from '../event.ts'

/** A note that a bucket waits for the end of its deployment: a small object beside the journal. */
export interface WaitingBucket extends Settling {
  readonly version: 1
  /** The event after which Cooper looks again. */
  readonly event: BucketEvent
}

/** That a stack reached a final status. */
export interface StackEnd {
  readonly version: 1
  /** The ARN of the stack. */
  readonly stack: string
  /** ISO 8601 in UTC. */
  readonly time: string
}

/** Knows which buckets wait, and for what. Its calls throw where it is not available. */
export interface Waiting {
  /** What a bucket waits for. */
  of(bucket: Bucket): Promise<readonly WaitingBucket[]>
  /** Replaces an earlier note of the bucket and the stack. */
  begin(note: WaitingBucket): Promise<void>
  /** When a stack last reached a final status. `undefined`: not known. */
  endOf(stack: string): Promise<string | undefined>
  /** Stores the end of a stack. Returns the notes of the buckets that wait for it. */
  end(end: StackEnd): Promise<readonly WaitingBucket[]>
  remove(notes: readonly WaitingBucket[]): Promise<void>
}

const WAITING = 'settling/waiting/'

export const waitingOf = ({ name }: Pick<Bucket, 'name'>): string => `${WAITING}bucket=${name}/`

export const ALL_WAITING = WAITING

/** The key of a note, by bucket and stack. */
export const keyOfWaiting = ({ event, stack }: Pick<WaitingBucket, 'event' | 'stack'>): string =>
  `${waitingOf(event.bucket)}${fileOf(stack?.id)}`

/** Whether a note with this key is about a bucket of the stack. */
export const isWaitingFor = (key: string, stack: string): boolean =>
  key.startsWith(WAITING) && key.endsWith(`/${fileOf(stack)}`)

export const keyOfStackEnd = (stack: string): string => `settling/ended/${fileOf(stack)}`

/** The last part of a stack's ARN is unique. */
const fileOf = (stack: string | undefined) => `${stack?.split('/').at(-1) ?? 'none'}.json`
