import type { Verdict } from '../../core/check/bucket-report.ts'
import type { TlsEvidence } from '../../core/explain/examine-tls.ts'
import { type FailOn, isFailure } from '../options/fail-on.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'

/** `unknown`: neither a proof nor a counterexample was found. */
export const verdictOfEvidence = ({ enforced, undenied }: TlsEvidence): Verdict =>
  enforced ? 'compliant' : undenied ? 'non-compliant' : 'unknown'

export const codeOfEvidence = (evidence: TlsEvidence, failOn: FailOn): ExitCode =>
  isFailure(verdictOfEvidence(evidence), failOn) ? EXIT.findings : EXIT.well
