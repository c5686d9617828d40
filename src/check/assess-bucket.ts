import { assess } from '../core/assessment/assess.ts'
import { type Circumstances, missingContext } from '../core/assessment/circumstances.ts'
import type { Bucket } from '../core/bucket.ts'
import type { BucketCalls } from '../core/bucket-calls.ts'
import type { Finding } from '../core/finding.ts'
import type { BucketPosture } from '../core/posture.ts'
import { readContext, readPosture } from './read-bucket.ts'

/** What one look at a bucket came to. */
export interface AssessedBucket {
  readonly posture: BucketPosture
  readonly circumstances: Circumstances
  readonly findings: readonly Finding[]
}

/**
 * Reads the bucket and assesses it: two requests at the same time, and more only where something falls short.
 * `undefined`: there is no such bucket any more.
 */
export async function assessBucket(
  bucket: Bucket,
  alone: Omit<Circumstances, 'context'>,
  s3: BucketCalls,
): Promise<AssessedBucket | undefined> {
  const posture = await readPosture(bucket, s3)
  return posture && withContext(assessPosture(posture, alone), s3)
}

/** A bucket by its policy and its encryption alone. */
export function assessPosture(
  posture: BucketPosture,
  alone: Omit<Circumstances, 'context'>,
): AssessedBucket {
  const circumstances = { ...alone, context: {} }
  return { posture, circumstances, findings: assess(posture, circumstances) }
}

/** The same with all that its findings ask for. `undefined`: there is no such bucket any more. */
export async function withContext(
  first: AssessedBucket,
  s3: BucketCalls,
): Promise<AssessedBucket | undefined> {
  const { posture, circumstances, findings } = first
  const missing = missingContext(findings, posture, circumstances.settings)
  if (missing.length === 0) return first
  const context = await readContext(posture.bucket, missing, s3)
  if (!context) return undefined
  const known = { ...circumstances, context }
  return { posture, circumstances: known, findings: assess(posture, known) }
}
