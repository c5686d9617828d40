import type { Bucket } from './core/bucket.ts'
import type { BucketReport } from './core/bucket-report.ts'
import { CONTROL_IDS } from './core/controls/ids.ts'
import { isNonCompliant } from './core/finding.ts'
import { planWrites } from './core/plan.ts'
import type { Settings } from './core/settings.ts'
import type { BucketCalls } from './edge.ts'
import { examineBucket } from './examine-bucket.ts'

/**
 * Looks at a bucket as the bot does, and writes nothing. What would be done is told whatever the mode.
 * `undefined`: there is no such bucket any more.
 */
export async function checkBucket(
  bucket: Bucket,
  settings: Settings,
  today: string,
  s3: BucketCalls,
): Promise<BucketReport | undefined> {
  const examination = await examineBucket(bucket, { settings, today }, s3)
  if (!examination) return undefined
  const { posture, circumstances, findings } = examination
  // Planning takes longer than looking, and most buckets are well.
  if (!findings.some(isNonCompliant)) return { bucket, findings, steps: [] }
  const mending = { ...circumstances, settings: { ...settings, modes: MENDING } }
  return { bucket, findings, steps: planWrites(findings, posture, mending) }
}

const MENDING = Object.fromEntries(CONTROL_IDS.map((id) => [id, 'remediate'])) as Settings['modes']
