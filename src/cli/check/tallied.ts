import type { CheckPorts } from '../../check/check-buckets.ts'
import {
  addNew,
  addReport,
  type CheckSummary,
  type Counts,
  EMPTY_TALLY,
  NO_COUNTS,
} from '../../core/check/check-summary.ts'
import type { Output } from '../../report/output.ts'
import type { Progress } from '../terminal/progress.ts'
import type { Changes } from './check-changes.ts'

export interface Findings {
  readonly add: CheckPorts['report']
  /** Ends all outputs. */
  readonly end: (isComplete: boolean) => Promise<CheckSummary>
  /** Ends all outputs after an error, if there is a finding to report. */
  readonly abandon: () => Promise<void>
  /** The worst new verdict of each bucket that has one, since the baseline. */
  readonly newVerdicts: () => Counts
}

type CheckFacts = Pick<CheckSummary, 'accounts' | 'regions' | 'controls' | 'started'>

/** Counts what the outputs get. */
export function tallied(
  output: Output,
  facts: CheckFacts,
  progress: Progress | undefined,
  { shown, counted }: Changes,
): Findings {
  let tally = EMPTY_TALLY
  let newVerdicts = NO_COUNTS
  const end: Findings['end'] = async (isComplete) => {
    progress?.stop()
    const seconds = (Date.now() - Date.parse(facts.started)) / 1000
    const summary = { ...facts, ...tally, seconds, isComplete }
    await output.end(summary)
    return summary
  }
  return {
    end,
    newVerdicts: () => newVerdicts,
    async add(report) {
      const noted = shown(report)
      tally = addReport(tally, noted)
      newVerdicts = addNew(newVerdicts, counted(report))
      progress?.tick()
      await output.add(noted)
    },
    async abandon() {
      progress?.stop()
      if (tally.buckets > 0) await end(false)
    },
  }
}
