import type { Bucket } from '../bucket.ts'
import type { Observed, Tags } from '../bucket-calls.ts'
import type { ControlId } from '../controls/ids.ts'
import type { Finding, Judgement } from '../finding.ts'
import type { PutStep } from '../step.ts'

/** The result of a check of one bucket. */
export interface BucketReport {
  readonly bucket: Bucket
  readonly findings: readonly Finding[]
  /** The steps that would fix the bucket. Empty: none. */
  readonly steps: readonly PutStep[]
  /** Why the bucket could not be checked. */
  readonly error?: string
  /** What changed since an earlier check, if one was given. */
  readonly changes?: ReportChanges
  /** The values of the tags that were asked for, by their keys. Unreadable ones are `undefined`. */
  readonly tags?: Observed<Tags>
}

/** What changed on a bucket since an earlier check. Exempt controls and those that hold are not open. */
export interface ReportChanges {
  /** The controls that are open now, and were not, or were less bad. */
  readonly new: readonly ControlId[]
  /** Those that were open, and are not. */
  readonly solved: readonly ControlId[]
  /** Those that were open, and still are. */
  readonly still: readonly ControlId[]
}

export type Verdict = Judgement['verdict']

/** From the worst to the best. */
export const VERDICTS: readonly Verdict[] = [
  ...(['non-compliant', 'unknown', 'exempt', 'compliant'] as const),
  'not-applicable',
]

/** The worst verdict of a bucket. A bucket that could not be checked is unknown. */
export function verdictOf({ findings, error }: Pick<BucketReport, 'findings' | 'error'>): Verdict {
  const verdicts = findings.map(({ verdict }) => verdict)
  const found: readonly Verdict[] = error === undefined ? verdicts : [...verdicts, 'unknown']
  return VERDICTS.find((verdict) => found.includes(verdict)) ?? 'compliant'
}

/** The non-compliant findings, then the unknown ones. */
export const openFindings = ({ findings }: Pick<BucketReport, 'findings'>): readonly Finding[] =>
  VERDICTS.slice(0, 2).flatMap((verdict) => findings.filter((one) => one.verdict === verdict))
