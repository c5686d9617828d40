import type { Bucket } from '../core/bucket.ts'
import type { BucketCalls } from '../core/bucket-calls.ts'
import type { BucketReport } from '../core/check/bucket-report.ts'
import { CONTROL_IDS } from '../core/controls/ids.ts'
import { isNonCompliant } from '../core/finding.ts'
import { snapshotAfter } from '../core/plan/after-step.ts'
import { planWrites } from '../core/plan/plan.ts'
import { type Snapshot, snapshotOf } from '../core/posture.ts'
import type { Settings } from '../core/settings.ts'
import { assessBucket } from './assess-bucket.ts'

/** A report, with the current attributes of the bucket and those after the steps. */
export interface BucketOutlook extends BucketReport {
  readonly before: Snapshot
  readonly after: Snapshot
}

/**
 * Checks a bucket as the bot does, without any write, and plans all steps in every mode. `undefined`: the bucket no longer
 * exists.
 */
export async function checkBucket(
  bucket: Bucket,
  settings: Settings,
  today: string,
  s3: BucketCalls,
): Promise<BucketOutlook | undefined> {
  const examination = await assessBucket(bucket, { settings, today }, s3)
  if (!examination) return undefined
  const { posture, circumstances, findings } = examination
  const before = snapshotOf(posture)
  // Planning takes longer than assessing, and most buckets are compliant.
  if (!findings.some(isNonCompliant)) return { bucket, findings, steps: [], before, after: before }
  const steps = planWrites(findings, posture, {
    ...circumstances,
    settings: inRemediateMode(settings),
  })
  const after = steps.reduce<Snapshot>((now, step) => snapshotAfter(now, step, bucket), before)
  return { bucket, findings, steps, before, after }
}

/** The settings with every control in remediate mode. */
export const inRemediateMode = (settings: Settings): Settings => ({
  ...settings,
  modes: ALL_REMEDIATE,
})

const ALL_REMEDIATE = Object.fromEntries(
  CONTROL_IDS.map((id) => [id, 'remediate']),
) as Settings['modes']
