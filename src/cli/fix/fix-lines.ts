import { styleText } from 'node:util'
import type { BucketOutlook } from '../../check/check-bucket.ts'
import { ATTRIBUTES } from '../../core/attributes/all.ts'
import { type Finding, isNotNow } from '../../core/finding.ts'
import { type JournalEntry, LONGEST_RUN } from '../../core/journal/entry.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { describeAffected } from '../../core/messages/describe-affected.ts'
import { describeStepResult } from '../../core/messages/describe-step-result.ts'
import { keepName, visible } from '../../core/printable.ts'
import type { Result } from '../../remediation/result.ts'
import { diffOf } from '../terminal/posture-diff.ts'
import type { NonCompliantBuckets } from './find-non-compliant.ts'

/** What would change on a bucket, in lines for people. */
export const outlookLines = (
  { bucket, steps, findings, before, after }: BucketOutlook,
  unfinished: readonly JournalEntry[],
  hasAccounts = false,
): readonly string[] => [
  `${styleText('bold', bucket.name)}  ${hasAccounts ? `${bucket.account}  ` : ''}${bucket.region}  ${steps.flatMap(({ controls }) => controls).join(', ')}`,
  ...findings
    .filter(isNotNow)
    .map(({ control, reason }) => `  left alone: ${control}: ${visible(reason)}.`),
  ...unfinished.map(unfinishedLine),
  ...findings
    .flatMap(describeAffected)
    .map((line) => keepName(`  may be affected: ${line}`, bucket.name)),
  ...diffOf(before, after),
  '',
]

const unfinishedLine = ({ started, intent: { steps } }: JournalEntry) => {
  const attributes = steps.map(({ attribute }) => ATTRIBUTES[attribute].title)
  return `  not completed since ${started}: ${[...new Set(attributes)].join(', ')}`
}

export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The totals, in a few sentences. */
export function totals(found: NonCompliantBuckets): string {
  const { buckets, policies, rules, unknown, obsolete, leftAlone, waiting } = found
  const { inProgress, inUse, unreachable } = found
  const unfinished = buckets.flatMap((one) => one.unfinished).length
  const what = `${plural(policies, 'policy').replace('policys', 'policies')} and ${plural(rules, 'encryption rule')}`
  const toFix = `${plural(buckets.length, 'bucket')} to fix${policies + rules > 0 ? `: ${what}` : ''}.`
  const sentences: readonly (readonly [number, string])[] = [
    [unfinished, `${plural(unfinished, 'change')} of an earlier run to complete.`],
    [inProgress, `${plural(inProgress, 'bucket')} ${IN_PROGRESS_ELSEWHERE}`],
    [unreachable, `${plural(unreachable, 'account')} left out: see above.`],
    [unknown, `${plural(unknown, 'bucket')} could not be read in full: see "npx cooper check".`],
    [obsolete, `${plural(obsolete, 'bucket')} ${WITH_OBSOLETE_STATEMENTS}`],
    [leftAlone, `${plural(leftAlone, 'bucket')} ${WITH_HOLDS}`],
    [waiting, `${plural(waiting, 'bucket')} ${UNDER_DEPLOYMENT}`],
    [inUse, `${plural(inUse, 'bucket')} ${IN_USE}`],
  ]
  const more = sentences.flatMap(([count, sentence]) => (count > 0 ? [sentence] : []))
  return [buckets.length > 0 ? toFix : 'There is nothing to fix.', ...more].join(' ')
}

const IN_PROGRESS_ELSEWHERE = `left to another fix command, which may still be in progress: try again in ${LONGEST_RUN / 60_000} minutes.`

const WITH_OBSOLETE_STATEMENTS =
  'with statements of Cooper that the settings no longer require: --remove-obsolete-statements removes them.'

const WITH_HOLDS = 'with controls that Cooper leaves alone, because of an undo or flapping.'

const UNDER_DEPLOYMENT =
  'whose deployment may not be finished, so that Cooper creates no bucket policy yet.'

const IN_USE = 'left alone, since somebody uses them, or may use them: see above.'

/** The result of one bucket, or the error that ended its run. */
export type FixResult =
  | Result
  | { readonly outcome: 'failed'; readonly reason: string }
  /** The bucket was changed, and then the run failed. */
  | (RemediationRecord & { readonly incomplete: string })

const ENDINGS = ['failed', 'leftAlone', 'fixed', 'unneeded'] as const

/**
 * How the fix of a bucket ended. After the search, the bucket became exempt, on hold, flapping or settling (`leftAlone`), or
 * somebody else fixed or deleted it (`unneeded`).
 */
function endingOf({ outcome }: FixResult): (typeof ENDINGS)[number] {
  if (outcome === 'remediated') return 'fixed'
  if (['compliant', 'gone'].includes(outcome)) return 'unneeded'
  return ['exempt', 'flapping', 'settling'].includes(outcome) ? 'leftAlone' : 'failed'
}

/** How the fixes of one bucket ended. */
export const worstEnding = (results: readonly FixResult[]): (typeof ENDINGS)[number] =>
  ENDINGS.find((ending) => results.some((one) => endingOf(one) === ending)) ?? 'unneeded'

/** Whether Cooper does not fix a control now. */
const hasLeftAlone = (result: FixResult): boolean =>
  ['flapping', 'settling'].includes(result.outcome) || openFindings(result).some(isNotNow)

function openFindings(result: FixResult): readonly Finding[] {
  if ('remaining' in result) return result.remaining
  return 'exempted' in result ? result.exempted : []
}

export const isIncomplete = (result: FixResult): boolean => 'incomplete' in result

/** Whether nothing remains to be done: no control is left as it is but by an exemption. */
export const isSuccess = (result: FixResult): boolean =>
  endingOf(result) !== 'failed' && !hasLeftAlone(result) && !isIncomplete(result)

interface FixCounts {
  readonly fixed: number
  readonly leftAlone: number
  readonly failed: number
  readonly unneeded: number
  readonly incomplete: number
}

/** What was done, of so many buckets. */
export function fixedTotals(
  { fixed, leftAlone, failed, unneeded, incomplete }: FixCounts,
  buckets: number,
): string {
  const alone = leftAlone > 0 ? `; left alone: ${leftAlone}` : ''
  const already = unneeded > 0 ? `; fixed or deleted by somebody else: ${unneeded}` : ''
  const end = incomplete > 0 ? `; not completed: ${incomplete}` : ''
  return `Cooper fixed ${fixed} of ${plural(buckets, 'bucket')}; ${failed} failed${alone}${already}${end}.`
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
  const end = 'incomplete' in result ? [`${result.incomplete}.`] : []
  return [line, ...[...happened, ...open, ...end].map((text) => `  ${text}`)]
}
