import { styleText } from 'node:util'
import type { BucketOutlook } from '../../check/check-bucket.ts'
import { describeStepResult } from '../../core/messages/describe-step-result.ts'
import { printable } from '../../core/printable.ts'
import type { Result } from '../../remediation/remediate-bucket.ts'
import { diffOf } from '../terminal/posture-diff.ts'
import type { NonCompliantBuckets } from './find-non-compliant.ts'

/** What would change on a bucket, for people. */
export const outlookLines = ({
  bucket,
  steps,
  before,
  after,
}: BucketOutlook): readonly string[] => [
  `${styleText('bold', bucket.name)}  ${bucket.region}  ${steps.flatMap(({ controls }) => controls).join(', ')}`,
  ...diffOf(before, after),
  '',
]

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The totals, in a sentence or two. */
export function totals({ buckets, policies, rules, unknown }: NonCompliantBuckets): string {
  const unseen =
    unknown > 0
      ? ` ${plural(unknown, 'bucket')} could not be looked at, or not wholly: see "cooper check".`
      : ''
  if (buckets.length === 0) return `Nothing is to be mended.${unseen}`
  const what = `${plural(policies, 'policy').replace('policys', 'policies')} and ${plural(rules, 'encryption rule')}`
  return `${plural(buckets.length, 'bucket')} to mend: ${what}.${unseen}`
}

/** What came of a bucket; or why nothing did, where an error kept Cooper from it. */
export type FixResult = Result | { readonly outcome: 'failed'; readonly reason: string }

/** A bucket that was mended, or needed no mending by then. */
export const isFixed = ({ outcome }: FixResult): boolean =>
  ['remediated', 'compliant', 'exempt', 'gone'].includes(outcome)

/** What came of a bucket, for people: the reasons only where something is left to do. */
export function resultLines(name: string, result: FixResult): readonly string[] {
  const mark = isFixed(result) ? styleText('green', '✓') : styleText('red', '✗')
  const line = `${mark} ${name}  ${result.outcome}`
  if (isFixed(result)) return [line]
  if (!('steps' in result)) return [line, `  ${printable(result.reason)}`]
  const happened = result.steps.flatMap((step) => describeStepResult(step, result))
  const open = result.remaining.map(({ control, reason }) => `- ${control}: ${printable(reason)}.`)
  return [line, ...[...happened, ...open].map((text) => `  ${text}`)]
}
