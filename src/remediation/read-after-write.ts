import { setTimeout as pause } from 'node:timers/promises'
import { readPosture } from '../check/read-bucket.ts'
import type { Bucket } from '../core/bucket.ts'
import type { BucketCalls } from '../core/bucket-calls.ts'
import type { WritePorts } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { retry } from '../core/retry.ts'
import { mayWait, RESERVE } from './deadline.ts'

// Reads after a write may show the old state for a moment: 0.2 s to 3.2 s apart, 6.2 s in all.
const VERIFY_WAITS = [200, 400, 800, 1600, 3200]

/** Reads the bucket until a write shows, as long as there is time. `undefined`: the bucket no longer exists. */
export async function readAfterWrite(
  isShown: (after: BucketPosture) => boolean,
  bucket: Bucket,
  ports: WritePorts,
): Promise<BucketPosture | undefined> {
  const read = () => readAgain(bucket, ports.s3, ports.timeLeft() - RESERVE.notify)
  return retry(read, (after) => after !== undefined && isShown(after), {
    waits: VERIFY_WAITS,
    wait: ports.wait,
    mayWait: (milliseconds) => mayWait(ports, milliseconds, RESERVE.read),
  })
}

/** A second look, which must not fail, nor take longer: what was done must be reported even then. */
export async function readAgain(
  bucket: Bucket,
  s3: BucketCalls,
  milliseconds = Number.POSITIVE_INFINITY,
): Promise<BucketPosture | undefined> {
  try {
    return await within(milliseconds, readPosture(bucket, s3))
  } catch {
    const unread = { known: false, reason: 'The bucket could not be read again' } as const
    return { bucket, policy: unread, encryption: unread }
  }
}

/** Throws where the work takes longer. It goes on then, and nobody hears of it. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  if (milliseconds === Number.POSITIVE_INFINITY) return work
  const clock = new AbortController()
  const late = pause(Math.max(0, milliseconds), undefined, { signal: clock.signal }).then(() => {
    throw new Error(`Cannot wait for more than ${Math.round(milliseconds)} ms`)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clock.abort()
  }
}
