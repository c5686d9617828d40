import type { Impact } from '../core/impact/impact.ts'
import type { PolicyChange } from '../core/impact/policy-change.ts'

/** What a change of one bucket's policy would deny. */
export interface BucketImpact extends Impact {
  readonly bucket: string
  /** Which policy was judged: the change that Cooper plans, the one in force, or that of a file. */
  readonly policy: 'planned' | 'live' | 'file'
  /** Lines of the logs that are no records. */
  readonly unreadable: number
  readonly logs: LogCoverage
}

/** A change, and where it comes from. */
export type Judged = PolicyChange & Pick<BucketImpact, 'policy'>

export interface LogCoverage {
  /** `none`: logging is not configured. `young`: there are no logs of the first days that were asked for, or not all were read. */
  readonly coverage: 'full' | 'young' | 'none'
  /** What is missing, and how to change that. */
  readonly note?: string
  /** A line that is no record. */
  readonly unreadableLine?: string
}

/** A bucket of which nothing is known, and why. */
export const notJudged = (bucket: string, reason: string): BucketImpact => ({
  ...{ bucket, policy: 'live', unreadable: 0, requests: 0, failed: 0, website: 0, days: [] },
  ...{ from: undefined, to: undefined, denied: NOBODY, maybe: NOBODY },
  logs: { coverage: 'none', note: reason },
})

const NOBODY = { requests: 0, clients: [], others: 0 }
