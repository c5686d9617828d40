import type { styleText } from 'node:util'
import { type BucketReport, VERDICTS, type Verdict } from '../core/check/bucket-report.ts'
import { accountsText, type ChangeCounts, type CheckSummary } from '../core/check/check-summary.ts'
import { CONTROL_IDS } from '../core/controls/ids.ts'
import { requestIn } from '../core/explain/describe-request-data.ts'
import { type Finding, isCompliant } from '../core/finding.ts'
import { describeAffected } from '../core/messages/describe-affected.ts'
import { keepName, LONGEST_REASON, printable, visible } from '../core/printable.ts'
import type { PutStep } from '../core/step.ts'

export type Paint = (format: Parameters<typeof styleText>[0], text: string) => string

export interface TableOptions {
  /** Whether to name the account of each bucket. */
  readonly hasAccounts?: boolean
}

/** The lines of the table for one bucket that is not compliant. */
export function bucketLines(
  report: BucketReport,
  paint: Paint,
  { hasAccounts = false }: TableOptions = {},
): readonly string[] {
  const { bucket, findings, steps, error } = report
  const lines = [
    ...(error === undefined ? [] : [`    ${printable(error, 1000)}.`]),
    ...findings.filter((finding) => !isCompliant(finding)).flatMap(findingLines),
    ...steps.map((step) => `    → Cooper would ${stepLines(step)}.`),
    ...changeLines(report),
  ]
  return [
    `  ${paint('bold', visible(bucket.name, 255))}  ${hasAccounts ? `${bucket.account}  ` : ''}${bucket.region}`,
    ...lines.map((line) => keepName(line, bucket.name)),
  ]
}

function changeLines({ changes }: BucketReport): readonly string[] {
  const { new: fresh = [], solved = [] } = changes ?? {}
  return [
    ...(fresh.length > 0 ? [`    New: ${fresh.join(', ')}.`] : []),
    ...(solved.length > 0 ? [`    Solved: ${solved.join(', ')}.`] : []),
  ]
}

const WIDTH = Math.max(...CONTROL_IDS.map(({ length }) => length))

/** Before further lines on a finding. */
export const FINDING_MARGIN = ' '.repeat(WIDTH + 6)

/** A finding, with its counterexample and whom a fix may shut out. */
export function findingLines(finding: Finding): readonly string[] {
  const { control, verdict, reason } = finding
  const request = verdict === 'non-compliant' ? requestIn(finding) : undefined
  return [
    `    ${control.padEnd(WIDTH)}  ${printable(reason, LONGEST_REASON)}.`,
    ...(request ? [`${FINDING_MARGIN}Counterexample: ${request}`] : []),
    ...describeAffected(finding).map((line) => `${FINDING_MARGIN}May be affected: ${line}`),
  ]
}

function stepLines(step: PutStep): string {
  if (step.attribute === 'encryption') {
    return `change the default encryption, for ${step.controls.join(', ')}`
  }
  const { required, obsolete } = step.change
  return required.length > 0
    ? `add ${required.map(({ Sid }) => Sid).join(', ')} to the bucket policy`
    : `remove its own ${obsolete.join(', ')} from the bucket policy`
}

const MARKS = {
  'non-compliant': ['red', '✗'],
  unknown: ['yellow', '?'],
  exempt: ['blue', '–'],
  compliant: ['green', '✓'],
  'not-applicable': ['dim', '·'],
} as const satisfies Record<Verdict, readonly [string, string]>

export function headingOf(verdict: Verdict, count: number, paint: Paint): string {
  const [colour, mark] = MARKS[verdict]
  return paint(colour, `${mark} ${numbered(count)} ${verdict}`)
}

export const numbered = (count: number): string =>
  `${count.toLocaleString('en')} bucket${count === 1 ? '' : 's'}`

/** The findings that changed since an earlier check, in words. */
export const changesText = ({ new: fresh, solved, still }: ChangeCounts): string =>
  `Since the earlier check: ${fresh.toLocaleString('en')} new, ${solved.toLocaleString('en')} solved, ${still.toLocaleString('en')} still open`

/** The last lines: what was checked, and whether the check was complete. */
export function closingLines({
  buckets,
  accounts,
  regions,
  controls,
  seconds,
  verdicts,
  isComplete,
  changes,
}: CheckSummary): readonly string[] {
  const where = regions.length > 0 ? regions.join(', ') : 'all regions'
  const counts = VERDICTS.filter((verdict) => verdicts[verdict] > 0)
    .map((verdict) => `${verdicts[verdict].toLocaleString('en')} ${verdict}`)
    .join(' · ')
  return [
    `${numbered(buckets)} of ${accountsText(accounts)} in ${where}, ${controls.length} controls, ${seconds.toFixed(1)} s${counts && ` · ${counts}`}`,
    ...(changes ? [changesText(changes)] : []),
    ...(isComplete ? [] : ['The check ended before all buckets were checked.']),
  ]
}
