import type { Bucket } from './bucket.ts'
import type { Finding } from './finding.ts'
import type { Step } from './step.ts'

/** What a check found on one bucket. */
export interface BucketReport {
  readonly bucket: Bucket
  readonly findings: readonly Finding[]
  /** What would be done about it, as data. */
  readonly steps: readonly Step[]
  /** Why it could not be looked at at all. */
  readonly error?: string
}
