import { assess } from '../core/assessment/assess.ts'
import { type Circumstances, missingContext } from '../core/assessment/circumstances.ts'
import type { BucketCalls } from '../core/bucket-calls.ts'
import type { Finding } from '../core/finding.ts'
import type { BucketPosture } from '../core/posture.ts'
import { readContext } from './read-bucket.ts'

/** A bucket with its findings. */
export interface AssessedBucket {
  readonly posture: BucketPosture
  readonly circumstances: Circumstances
  readonly findings: readonly Finding[]
}

/** Assesses a bucket by its policy and encryption only. */
export function assessPosture(
  posture: BucketPosture,
  alone: Omit<Circumstances, 'context'>,
): AssessedBucket {
  const circumstances = { ...alone, context: {} }
  return { posture, circumstances, findings: assess(posture, circumstances) }
}

/** Reads the context that the findings need, and assesses again. `undefined`: the bucket no longer exists. */
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
