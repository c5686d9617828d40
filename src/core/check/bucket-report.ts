import type { Bucket } from '../bucket.ts'
import type { Finding, Judgement } from '../finding.ts'
import type { PutStep } from '../step.ts'

/** What a check found on one bucket. */
export interface BucketReport {
  readonly bucket: Bucket
  readonly findings: readonly Finding[]
  /** What would be done about it, as data; empty where nothing. */
  readonly steps: readonly PutStep[]
  /** Why it could not be looked at at all. */
  readonly error?: string
}

export type Verdict = Judgement['verdict']

/** From the worst to the best. */
export const VERDICTS: readonly Verdict[] = ['non-compliant', 'unknown', 'exempt', 'compliant']

/** The worst of a bucket's verdicts. One that could not be looked at is unknown. */
export function verdictOf({ findings, error }: Pick<BucketReport, 'findings' | 'error'>): Verdict {
  const verdicts = findings.map(({ verdict }) => verdict)
  const found: readonly Verdict[] = error === undefined ? verdicts : [...verdicts, 'unknown']
  return VERDICTS.find((verdict) => found.includes(verdict)) ?? 'compliant'
}

/** What falls short or could not be told, the worst first. */
export const openFindings = ({ findings }: Pick<BucketReport, 'findings'>): readonly Finding[] =>
  VERDICTS.slice(0, 2).flatMap((verdict) => findings.filter((one) => one.verdict === verdict))
