import { styleText } from 'node:util'
import type { BucketOutlook } from '../../check/check-bucket.ts'
import type { BucketImpact } from '../../impact/bucket-impact.ts'
import { daysAgo, judgeBucket } from '../../impact/judge-logs.ts'
import { impactLines } from '../impact/impact-lines.ts'
import { changesPolicy, plannedChange } from '../impact/planned-change.ts'
import type { Selection } from '../options/selection.ts'

/**
 * Whether the access logs of the last days have a request that the change would deny, or may deny. Without logs of all days
 * that is not known, and a bucket counts as in use too. `show` receives who uses it.
 */
export function isInUse(
  { s3 }: Pick<Selection, 's3'>,
  { quietDays }: { readonly quietDays?: number },
  show: (impact: BucketImpact) => Promise<void>,
): (outlook: BucketOutlook) => Promise<boolean> {
  return async (outlook) => {
    if (quietDays === undefined || !changesPolicy(outlook)) return false
    const changeOf = async () => plannedChange(outlook)
    const impact = await judgeBucket(outlook.bucket, changeOf, (region) => s3(region).client, {
      since: daysAgo(quietDays),
    })
    if (!impact) return false
    const { denied, maybe, logs } = impact
    if (denied.requests + maybe.requests === 0 && logs.coverage === 'full') return false
    await show(impact)
    return true
  }
}

export const inUseLines = (impact: BucketImpact): readonly string[] => [
  `${styleText('bold', impact.bucket)}  left alone: ${reasonOf(impact)}`,
  ...impactLines(impact).map((line) => `  ${line}`),
  '',
]

const reasonOf = ({ denied, maybe }: BucketImpact) =>
  denied.requests + maybe.requests > 0
    ? 'somebody uses it in a way that the change would deny, or may deny'
    : 'nobody can tell who uses it'
