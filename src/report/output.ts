import type { BucketReport } from '../core/check/bucket-report.ts'
import type { CheckSummary } from '../core/check/check-summary.ts'

/** A form in which a check is told. It keeps no bucket that it has written. */
export interface Output {
  add(report: BucketReport): Promise<void>
  /** Also where the check was ended before all buckets were looked at. */
  end(summary: CheckSummary): Promise<void>
}

/** Where an output goes. Resolves when there is room for more. */
export type Write = (text: string) => Promise<void>
