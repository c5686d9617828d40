import type { Circumstances } from '../core/assessment/circumstances.ts'
import type { BucketReport } from '../core/check/bucket-report.ts'
import { type Finding, isNonCompliant } from '../core/finding.ts'
import { snapshotAfter } from '../core/plan/after-step.ts'
import { planSteps } from '../core/plan/plan.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from '../core/posture.ts'

/** A report, with the current attributes of the bucket and those after the steps. */
export interface BucketOutlook extends BucketReport {
  readonly before: Snapshot
  readonly after: Snapshot
}

/** The findings on a bucket, with the steps that would be written. */
export function outlookOf(
  posture: BucketPosture,
  findings: readonly Finding[],
  circumstances: Circumstances,
): BucketOutlook {
  const { bucket } = posture
  const before = snapshotOf(posture)
  // Planning takes longer than assessing, and most buckets are compliant.
  if (!findings.some(isNonCompliant)) return { bucket, findings, steps: [], before, after: before }
  const steps = planSteps(findings, posture, circumstances)
  const after = steps.reduce<Snapshot>((now, step) => snapshotAfter(now, step, bucket), before)
  return { bucket, findings, steps, before, after }
}
