import type { ControlId } from '../controls/ids.ts'
import { type BucketReport, type ReportChanges, type Verdict, verdictOf } from './bucket-report.ts'
import { newVerdict } from './changes.ts'

export type ChangeCounts = Readonly<Record<keyof ReportChanges, number>>

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
  /** How many findings changed since an earlier check. Absent: none was given. */
  readonly changes?: ChangeCounts
  /** Whether all buckets were checked. `false` where the check was interrupted. */
  readonly isComplete: boolean
}

/** The accounts of a check in words. */
export const accountsText = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? `account ${first}` : `${others.length + 1} accounts`

/** The counts so far while buckets are checked. */
export type Tally = Pick<CheckSummary, 'buckets' | 'verdicts' | 'verdictsByControl' | 'changes'>

export const NO_COUNTS: Counts = {
  ...{ 'non-compliant': 0, unknown: 0, exempt: 0, compliant: 0 },
  'not-applicable': 0,
}

export const EMPTY_TALLY: Tally = { buckets: 0, verdicts: NO_COUNTS, verdictsByControl: {} }

const plusOne = (counts: Counts, verdict: Verdict): Counts => ({
  ...counts,
  [verdict]: counts[verdict] + 1,
})

/** Adds what is new on a bucket. */
export function addNew(counts: Counts, report: BucketReport): Counts {
  const verdict = newVerdict(report)
  return verdict === undefined ? counts : plusOne(counts, verdict)
}

const NO_CHANGES: ChangeCounts = { new: 0, solved: 0, still: 0 }

const addChanges = (counts: ChangeCounts, changes: ReportChanges): ChangeCounts => ({
  new: counts.new + changes.new.length,
  solved: counts.solved + changes.solved.length,
  still: counts.still + changes.still.length,
})

/** Adds a bucket to the tally. */
export const addReport = (tally: Tally, report: BucketReport): Tally => ({
  ...(report.changes && { changes: addChanges(tally.changes ?? NO_CHANGES, report.changes) }),
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
