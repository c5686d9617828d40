import { cooperError } from '../core/cooper-error.ts'
import { isOutOfTime, OUT_OF_TIME } from '../core/failures/failure.ts'
import type { Attempt } from '../core/journal/record.ts'
import type { WritePorts } from '../core/ports.ts'

/**
 * Milliseconds that must be remaining before something is begun, for all that has to follow it. A call mostly takes a tenth
 * of a second; one of them may time out, after five.
 */
export const RESERVE = {
  /** For the put, the second look, the journal, the message and its mark in the journal. */
  write: 10_000,
  /** For another look, and all that follows it. */
  read: 6_000,
  /** For the journal, the message and its mark. */
  notify: 5_000,
} as const

/** How much longer or shorter a wait is: two who wait for each other must not meet again. */
const SHORTEST_JITTER = 0.5
const LONGEST_JITTER = 1.5

/** A wait with its jitter; `random` is at least 0, and less than 1. */
export const withJitter = (milliseconds: number, random: number): number =>
  milliseconds * (SHORTEST_JITTER + (LONGEST_JITTER - SHORTEST_JITTER) * random)

/** Whether so much is remaining after a wait, however long it turns out. */
export const mayWait = (
  { timeLeft }: Pick<WritePorts, 'timeLeft'>,
  milliseconds: number,
  reserve: number,
): boolean => timeLeft() - milliseconds * LONGEST_JITTER >= reserve

/** Why no write can be begun any more, if so. */
export function tooLate(
  { timeLeft }: Pick<WritePorts, 'timeLeft'>,
  bucket: string,
): Error | undefined {
  const remaining = timeLeft()
  if (remaining >= RESERVE.write) return undefined
  return cooperError(
    OUT_OF_TIME,
    `Cannot begin to write to bucket "${bucket}": ${Math.round(remaining)} ms are remaining, and a write with what must follow it may take ${RESERVE.write}. Cooper tries again by itself; if it keeps happening, raise the function's timeout`,
  )
}

/** Throws where time ran out before anything was sent: another delivery begins anew, with all of its time. */
export function stopUnlessBegun(attempts: readonly Attempt[]): void {
  const late = attempts.find(({ error }) => isOutOfTime(error))
  if (late && attempts.every(({ before }) => before === undefined)) throw late.error
}
