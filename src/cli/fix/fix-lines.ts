import { styleText } from 'node:util'
import type { BucketOutlook } from '../../check/check-bucket.ts'
import { isLeftAlone } from '../../core/finding.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { describeAffected } from '../../core/messages/describe-affected.ts'
import { describeStepResult } from '../../core/messages/describe-step-result.ts'
import { keepName, visible } from '../../core/printable.ts'
import type { Result } from '../../remediation/result.ts'
import { diffOf } from '../terminal/posture-diff.ts'
import type { NonCompliantBuckets } from './find-non-compliant.ts'

/** What would change on a bucket, in lines for people. */
export const outlookLines = ({
  bucket,
  steps,
  findings,
  before,
  after,
}: BucketOutlook): readonly string[] => [
  `${styleText('bold', bucket.name)}  ${bucket.region}  ${steps.flatMap(({ controls }) => controls).join(', ')}`,
  ...findings
    .filter(isLeftAlone)
    .map(({ control, reason }) => `  left alone: ${control}: ${visible(reason)}.`),
  ...findings
    .flatMap(describeAffected)
    .map((line) => keepName(`  may be affected: ${line}`, bucket.name)),
  ...diffOf(before, after),
  '',
]

export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The totals, in a few sentences. */
export function totals(found: NonCompliantBuckets): string {
  const { buckets, policies, rules, unknown, obsolete, leftAlone, unfinished } = found
  const unseen =
    unknown > 0
      ? ` ${plural(unknown, 'bucket')} could not be read in full: see "npx cooper check".`
      : ''
  const earlier =
    unfinished.length > 0
      ? ` ${plural(unfinished.length, 'change')} of an earlier run to complete.`
      : ''
  const kept =
    obsolete > 0
      ? ` ${plural(obsolete, 'bucket')} with statements of Cooper that the settings no longer require: --remove-obsolete-statements removes them.`
      : ''
  const alone =
    leftAlone > 0
      ? ` ${plural(leftAlone, 'bucket')} with controls that Cooper leaves alone, because of an undo or flapping.`
      : ''
  const more = `${earlier}${unseen}${kept}${alone}`
  if (buckets.length === 0) return `There is nothing to fix.${more}`
  const what = `${plural(policies, 'policy').replace('policys', 'policies')} and ${plural(rules, 'encryption rule')}`
  return `${plural(buckets.length, 'bucket')} to fix: ${what}.${more}`
}

/** The result of one bucket, or the error that ended its run. */
export type FixResult =
  | Result
  | { readonly outcome: 'failed'; readonly reason: string }
  /** The bucket was changed, and then the run failed. */
  | (RemediationRecord & { readonly unfinished: string })

/** Whether the bucket needs nothing any more: it was remediated, or is compliant, exempt or gone. */
export const isFixed = ({ outcome }: FixResult): boolean =>
  ['remediated', 'compliant', 'exempt', 'gone'].includes(outcome)

export const isUnfinished = (result: FixResult): boolean => 'unfinished' in result

export const isSuccess = (result: FixResult): boolean => isFixed(result) && !isUnfinished(result)

interface FixCounts {
  readonly fixed: number
  readonly failed: number
  readonly unfinished: number
}

/** What was done, of so many buckets. */
export function fixedTotals({ fixed, failed, unfinished }: FixCounts, buckets: number): string {
  const end = unfinished > 0 ? `; not completed: ${unfinished}` : ''
  return `Cooper fixed ${fixed} of ${plural(buckets, 'bucket')}; ${failed} failed${end}.`
}

/** The result of one bucket, in lines for people. Reasons are given only where something remains to be done. */
export function resultLines(name: string, result: FixResult): readonly string[] {
  const mark = isSuccess(result) ? styleText('green', '✓') : styleText('red', '✗')
  const line = `${mark} ${name}  ${result.outcome}`
  if (isSuccess(result)) {
    const isExempt = result.outcome === 'exempt' && 'reason' in result
    return isExempt ? [line, `  ${visible(result.reason)}.`] : [line]
  }
  if (!('steps' in result)) return [line, `  ${visible(result.reason)}`]
  const happened = result.steps.flatMap((step) => describeStepResult(step, result))
  const open = result.remaining.map(({ control, reason }) => `- ${control}: ${visible(reason)}.`)
  const end = 'unfinished' in result ? [`${result.unfinished}.`] : []
  return [line, ...[...happened, ...open, ...end].map((text) => `  ${text}`)]
}
