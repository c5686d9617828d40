import type { CheckSummary } from '../../core/check/check-summary.ts'
import { type FailOn, isFailure } from '../options/fail-on.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'

export interface ExitOptions {
  readonly failOn: FailOn
  /** Whether "only unknown" has a code of its own. */
  readonly strictExit?: true
}

interface CheckEnd {
  readonly verdicts: CheckSummary['verdicts']
  /** Whether accounts are left out. */
  readonly hasGaps: boolean
  /** Whether every requested output has everything. */
  readonly isDelivered: boolean
}

/** The exit code of a check that was not interrupted. An account that is left out is never a success. */
export function exitCodeOf(
  { failOn, strictExit }: ExitOptions,
  { verdicts, hasGaps, isDelivered }: CheckEnd,
): ExitCode {
  const isFailing = (verdict: 'non-compliant' | 'unknown') =>
    isFailure(verdict, failOn) && verdicts[verdict] > 0
  if (!isDelivered || isFailing('non-compliant')) return EXIT.findings
  if (!hasGaps && !isFailing('unknown')) return EXIT.well
  return strictExit ? EXIT.onlyUnknown : EXIT.findings
}
