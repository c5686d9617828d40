import { setTimeout as pause } from 'node:timers/promises'
import { readPosture } from '../../check/read-bucket.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { BucketCalls } from '../../core/bucket-calls.ts'
import type { WritePorts } from '../../core/ports.ts'
import type { BucketPosture } from '../../core/posture.ts'
import { retry } from '../../core/retry.ts'
import { mayWait, RESERVE } from '../deadline.ts'

// Milliseconds, 6.2 s in all. A read after a write may show the old value for a while.
const VERIFY_WAITS = [200, 400, 800, 1600, 3200]

/** Reads the bucket until it shows the write, or the time is used up. `undefined`: the bucket no longer exists. */
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

/** Reads the bucket within a time limit. Never throws, since the change must be reported in any case. */
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

/** Throws if the work takes longer. The work then continues, and its result is ignored. */
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
