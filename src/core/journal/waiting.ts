import type { Settling } from '../assessment/settling.ts'
import type { BucketEvent } from '../event.ts'
import { holdsOf, isKeyOfHold } from './keys.ts'

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

/** Keeps the notes of what waits. The history of a bucket has its notes. Its calls throw where it is not available. */
export interface Waiting {
  /** Earlier notes of the bucket and the stack stay. */
  begin(note: WaitingBucket): Promise<void>
  /** When a stack last reached a final status. `undefined`: not known. */
  endOf(stack: string): Promise<string | undefined>
  /** Stores the end of a stack. Returns the notes of the buckets that wait for it. */
  end(end: StackEnd): Promise<readonly WaitingBucket[]>
  remove(notes: readonly WaitingBucket[]): Promise<void>
}

/**
 * The key of a note, by bucket, time and stack: a run that is about an earlier operation of the stack removes no later note.
 * Without a stack, whose end removes its notes, a bucket has one note. It is among the holds of the bucket, so that one request
 * lists all that keeps Cooper from a change.
 */
export const keyOfWaiting = ({
  event,
  since,
  stack,
}: Pick<WaitingBucket, 'event' | 'since' | 'stack'>): string =>
  `${holdsOf(event.bucket)}${WAITING}${stack ? `${since}-${fileOf(stack.id)}` : 'none.json'}`

const WAITING = 'waiting/'

export const isKeyOfWaiting = (key: string): boolean =>
  isKeyOfHold(key) && key.split('/').at(-2) === 'waiting'

/** Whether a note with this key is about a bucket of the stack. */
export const isWaitingFor = (key: string, stack: string): boolean =>
  isKeyOfWaiting(key) && key.endsWith(`Z-${fileOf(stack)}`)

export const keyOfStackEnd = (stack: string): string => `settling/${fileOf(stack)}`

export const accountOfStack = (stack: string): string => stack.split(':')[4] ?? ''

/** The last part of a stack's ARN is unique. */
const fileOf = (stack: string) => `${stack.split('/').at(-1)}.json`
