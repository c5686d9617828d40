import { cooperError } from '../core/cooper-error.ts'
import { isOutOfTime, OUT_OF_TIME } from '../core/failures/failure.ts'
import type { Attempt } from '../core/journal/record.ts'
import type { WritePorts } from '../core/ports.ts'

/**
 * Milliseconds that must remain before an action, for the action and all that follows it. A call mostly takes a tenth of a
 * second, and one of them may time out after five seconds.
 */
export const RESERVE = {
  /** For the put, the read after it, the record, the notification and its mark in the journal. */
  write: 10_000,
  /** For one more read, and all that follows it. */
  read: 6_000,
  /** For the record, the notification and its mark. */
  notify: 5_000,
} as const

/** Milliseconds before each retry of a read or a write. */
export const RETRY_WAITS: readonly number[] = [300, 1000, 3000]

/** The range of the jitter, so that two concurrent runs do not retry at the same time again. */
const SHORTEST_JITTER = 0.5
const LONGEST_JITTER = 1.5

/** A wait with jitter. `random` is at least 0 and less than 1. */
export const withJitter = (milliseconds: number, random: number): number =>
  milliseconds * (SHORTEST_JITTER + (LONGEST_JITTER - SHORTEST_JITTER) * random)

/** Whether the reserve remains after the longest possible wait. */
export const mayWait = (
  { timeLeft }: Pick<WritePorts, 'timeLeft'>,
  milliseconds: number,
  reserve: number,
): boolean => timeLeft() - milliseconds * LONGEST_JITTER >= reserve

/** The error if too little time remains to start a write. */
export function tooLate(
  { timeLeft }: Pick<WritePorts, 'timeLeft'>,
  bucket: string,
): Error | undefined {
  const remaining = timeLeft()
  if (remaining >= RESERVE.write) return undefined
  return cooperError(
    OUT_OF_TIME,
    `Cannot start a write to bucket "${bucket}": ${Math.round(remaining)} ms remain, and a write with all that follows it may take ${RESERVE.write} ms. Cooper retries the event. If this error recurs, increase the timeout of the function`,
  )
}

/** Throws if the time ran out before the first write: a retry of the event then starts with a new timeout. */
export function stopUnlessBegun(attempts: readonly Attempt[]): void {
  const late = attempts.find(({ error }) => isOutOfTime(error))
  if (late && attempts.every(({ before }) => before === undefined)) throw late.error
}
