import type { ControlId } from '../controls/ids.ts'
import { type BucketReport, type Verdict, verdictOf } from './bucket-report.ts'

export type Counts = Readonly<Record<Verdict, number>>

/** The result of a check in numbers, whose size does not depend on the number of buckets. */
export interface CheckSummary {
  readonly accounts: readonly string[]
  /** Empty: all regions. */
  readonly regions: readonly string[]
  readonly controls: readonly ControlId[]
  /** ISO 8601 in UTC. */
  readonly started: string
  readonly seconds: number
  readonly buckets: number
  readonly verdicts: Counts
  readonly verdictsByControl: Readonly<Record<string, Counts>>
  /** Whether all buckets were checked. `false` where the check was interrupted. */
  readonly isComplete: boolean
}

/** The accounts of a check in words. */
export const accountsText = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? `account ${first}` : `${others.length + 1} accounts`

/** The counts so far while buckets are checked. */
export type Tally = Pick<CheckSummary, 'buckets' | 'verdicts' | 'verdictsByControl'>

const NO_COUNTS: Counts = {
  ...{ 'non-compliant': 0, unknown: 0, exempt: 0, compliant: 0 },
  'not-applicable': 0,
}

export const EMPTY_TALLY: Tally = { buckets: 0, verdicts: NO_COUNTS, verdictsByControl: {} }

const plusOne = (counts: Counts, verdict: Verdict): Counts => ({
  ...counts,
  [verdict]: counts[verdict] + 1,
})

/** Adds a bucket to the tally. */
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
