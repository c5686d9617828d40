import type { BucketReport } from '../core/check/bucket-report.ts'
import type { CheckSummary } from '../core/check/check-summary.ts'

/** One output format of a check. It keeps no bucket in memory after writing it. */
export interface Output {
  add(report: BucketReport): Promise<void>
  /** Is also called where the check ends before all buckets are checked. */
  end(summary: CheckSummary): Promise<void>
}

/** Where an output goes. Resolves when there is room for more. */
export type Write = (text: string) => Promise<void>
