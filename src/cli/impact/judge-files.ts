import type { Bucket } from '../../core/bucket.ts'
import { createImpactTally, type ImpactTally } from '../../core/impact/impact.ts'
import type { BucketImpact, Judged } from '../../impact/bucket-impact.ts'
import { coverageOfFiles } from '../../impact/coverage.ts'
import type { BucketSource } from '../options/bucket-source.ts'
import { readFiles } from './read-files.ts'

/** Judges the records that log files have of the buckets. The files are read once, for all buckets. */
export async function judgeFiles(
  source: BucketSource,
  files: readonly string[],
  changeOf: (bucket: Bucket) => Promise<Judged | undefined>,
  report: (found: BucketImpact) => Promise<void>,
): Promise<void> {
  const tallies = new Map<string, ImpactTally & Pick<Judged, 'policy'>>()
  for await (const bucket of source.buckets(() => undefined)) {
    const judged = await changeOf(bucket)
    if (!judged) continue
    const { policy } = judged
    tallies.set(bucket.name, { ...createImpactTally(bucket, judged), policy })
  }
  const lines = await readFiles(files, (record) => tallies.get(record.bucket)?.add(record))
  for (const [bucket, { impact, policy }] of tallies) {
    const found = impact()
    const logs = coverageOfFiles(bucket, found, lines)
    await report({ ...{ bucket, policy, unreadable: lines.unreadable, ...found }, logs })
  }
}
