import type { BucketImpact } from '../../impact/bucket-impact.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'

/** Logs that are missing, or younger than the days asked for, do not tell that nobody would be denied. */
export function codeOfImpact({ denied, maybe, logs }: BucketImpact): ExitCode {
  if (denied.requests + maybe.requests > 0) return EXIT.findings
  return logs.coverage === 'full' ? EXIT.well : EXIT.wrongInput
}

/** That somebody would be denied matters more than a bucket without logs. */
export const codeOfAll = (codes: readonly ExitCode[]): ExitCode =>
  codes.includes(EXIT.findings) ? EXIT.findings : worst(codes)
