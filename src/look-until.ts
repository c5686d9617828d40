import type { Bucket } from './core/bucket.ts'
import type { BucketPosture } from './core/posture.ts'
import type { Edge } from './edge.ts'
import { mayWait, RESERVE } from './out-of-time.ts'
import { lookAgain } from './read-bucket.ts'

// Reads after a write may show the old state for a moment: 0.2 s to 3.2 s apart, 6.2 s in all.
const WAITS = [200, 400, 800, 1600, 3200]

/** Looks again and again until a write shows, as long as there is time. `undefined`: the bucket is gone by now. */
export async function lookUntil(
  isShown: (after: BucketPosture) => boolean,
  bucket: Bucket,
  edge: Edge,
): Promise<BucketPosture | undefined> {
  const look = () => lookAgain(bucket, edge.s3, edge.timeLeft() - RESERVE.tell)
  let after = await look()
  for (const milliseconds of WAITS) {
    if (after && isShown(after)) break
    if (!mayWait(edge, milliseconds, RESERVE.look)) break
    await edge.wait(milliseconds)
    after = await look()
  }
  return after
}
