import type { ControlId } from '../controls/ids.ts'
import {
  type BucketReport,
  type ReportChanges,
  VERDICTS,
  type Verdict,
  verdictOf,
} from './bucket-report.ts'

/** The verdicts of an earlier check, by bucket and control. `undefined`: the bucket could not be read then. */
export type EarlierVerdicts = ReadonlyMap<string, ReadonlyMap<string, Verdict> | undefined>

/** By which an earlier check knows a bucket. A name is of one account at a time. */
export const bucketKey = ({ account, name }: { account: string; name: string }): string =>
  `${account}/${name}`

/** Compares the findings with an earlier check. A bucket that was not in it has only new ones. */
export function changesSince(
  earlier: EarlierVerdicts,
  { bucket, findings }: Pick<BucketReport, 'bucket' | 'findings'>,
): ReportChanges {
  const key = bucketKey(bucket)
  const before = earlier.get(key)
  const verdictBefore = (control: ControlId): Verdict | undefined =>
    earlier.has(key) ? (before ? before.get(control) : 'unknown') : undefined
  const those = (kind: keyof ReportChanges) =>
    findings
      .filter(({ control, verdict }) => kindOf(verdict, verdictBefore(control)) === kind)
      .map(({ control }) => control)
  return { new: those('new'), solved: those('solved'), still: those('still') }
}

function kindOf(now: Verdict, before: Verdict | undefined): keyof ReportChanges | undefined {
  if (!isOpenVerdict(now))
    return before !== undefined && isOpenVerdict(before) ? 'solved' : undefined
  if (before === undefined) return 'new'
  return VERDICTS.indexOf(before) <= VERDICTS.indexOf(now) ? 'still' : 'new'
}

const isOpenVerdict = (verdict: Verdict) => verdict === 'non-compliant' || verdict === 'unknown'

/** The worst verdict of what is new on a bucket. `undefined`: nothing is. */
export function newVerdict({ findings, error, changes }: BucketReport): Verdict | undefined {
  const fresh = changes?.new ?? []
  if (fresh.length === 0) return undefined
  const found = findings.filter(({ control }) => fresh.includes(control))
  return verdictOf({ findings: found, ...(error !== undefined && { error }) })
}
