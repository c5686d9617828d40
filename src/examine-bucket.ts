import { assess } from './core/assess.ts'
import type { Bucket } from './core/bucket.ts'
import { type Circumstances, missingContext } from './core/circumstances.ts'
import type { Finding } from './core/finding.ts'
import type { BucketPosture } from './core/posture.ts'
import type { BucketCalls } from './edge.ts'
import { readContext, readPosture } from './read-bucket.ts'

/** What one look at a bucket came to. */
export interface Examination {
  readonly posture: BucketPosture
  readonly circumstances: Circumstances
  readonly findings: readonly Finding[]
}

/**
 * Reads the bucket and assesses it: two requests at the same time, and more only where something falls short.
 * `undefined`: there is no such bucket any more.
 */
export async function examineBucket(
  bucket: Bucket,
  alone: Omit<Circumstances, 'context'>,
  s3: BucketCalls,
): Promise<Examination | undefined> {
  const posture = await readPosture(bucket, s3)
  return posture && examine(posture, alone, s3)
}

/** The same of a bucket that was read already. */
export async function examine(
  posture: BucketPosture,
  alone: Omit<Circumstances, 'context'>,
  s3: BucketCalls,
): Promise<Examination | undefined> {
  const unread = { ...alone, context: {} }
  const suspects = assess(posture, unread)
  const missing = missingContext(suspects, posture, alone.settings)
  if (missing.length === 0) return { posture, circumstances: unread, findings: suspects }
  const context = await readContext(posture.bucket, missing, s3)
  if (!context) return undefined
  const circumstances = { ...alone, context }
  return { posture, circumstances, findings: assess(posture, circumstances) }
}
