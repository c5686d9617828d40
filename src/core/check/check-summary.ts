import type { ControlId } from '../controls/ids.ts'
import { type BucketReport, type Verdict, verdictOf } from './bucket-report.ts'

export type Counts = Readonly<Record<Verdict, number>>

/** What a check came to, in numbers: it does not grow with the buckets. */
export interface CheckSummary {
  readonly account: string
  /** Empty: all. */
  readonly regions: readonly string[]
  readonly controls: readonly ControlId[]
  /** In ISO 8601, UTC. */
  readonly started: string
  readonly seconds: number
  readonly buckets: number
  readonly verdicts: Counts
  readonly verdictsByControl: Readonly<Record<string, Counts>>
  /** Whether all buckets were looked at: not so where somebody or something ended it before. */
  readonly isComplete: boolean
}

/** What is counted while buckets are looked at. */
export type Tally = Pick<CheckSummary, 'buckets' | 'verdicts' | 'verdictsByControl'>

const NO_COUNTS: Counts = { 'non-compliant': 0, unknown: 0, exempt: 0, compliant: 0 }

export const EMPTY_TALLY: Tally = { buckets: 0, verdicts: NO_COUNTS, verdictsByControl: {} }

const plusOne = (counts: Counts, verdict: Verdict): Counts => ({
  ...counts,
  [verdict]: counts[verdict] + 1,
})

/** The tally with one bucket more. */
export const addReport = (tally: Tally, report: BucketReport): Tally => ({
  buckets: tally.buckets + 1,
  verdicts: plusOne(tally.verdicts, verdictOf(report)),
  verdictsByControl: {
    ...tally.verdictsByControl,
    ...Object.fromEntries(
      report.findings.map(({ control, verdict }) => [
        control,
        plusOne(tally.verdictsByControl[control] ?? NO_COUNTS, verdict),
      ]),
    ),
  },
})

/** Whether anything asks for somebody's attention. */
export const hasFindings = ({ verdicts }: Pick<Tally, 'verdicts'>): boolean =>
  verdicts['non-compliant'] + verdicts.unknown > 0
