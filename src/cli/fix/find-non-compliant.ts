import type { BucketOutlook } from '../../check/check-bucket.ts'
import { checkBuckets } from '../../check/check-buckets.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { BucketEvent } from '../../core/event.ts'
import { type Finding, isCompliant, isLeftAlone } from '../../core/finding.ts'
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { checkWithHistory } from '../check/check-with-history.ts'
import { actorOf } from '../options/actor.ts'
import type { Selection } from '../options/selection.ts'
import { jitteredWait } from '../terminal/jittered-wait.ts'
import { startProgress } from '../terminal/progress.ts'
import { fixEvent } from './fix-event.ts'

/** The buckets that Cooper can fix. */
export interface NonCompliantBuckets {
  readonly buckets: readonly Bucket[]
  /** For how many of them the policy would change, and for how many the encryption rule. */
  readonly policies: number
  readonly rules: number
  /** How many could not be read in full. */
  readonly unknown: number
  /** How many have a statement of Cooper that a setting no longer requires, and that stays. */
  readonly obsolete: number
  /** How many have a control that Cooper leaves alone because of an undo or flapping. */
  readonly leftAlone: number
  /** The events of earlier fixes that have not completed their entries in the journal. */
  readonly unfinished: readonly BucketEvent[]
}

interface SearchOptions {
  readonly settings: Settings
  /** The most buckets to find. */
  readonly max: number
  /** Is called with each bucket that Cooper can fix, or leaves alone because of an undo or flapping. */
  show(outlook: BucketOutlook): void
  readonly portsOf: (region: string) => Ports
}

/** Checks all selected buckets. Keeps only the names of those that Cooper can fix. */
export async function findNonCompliant(
  { caller, source, s3, pace }: Selection,
  { settings, max, show, portsOf }: SearchOptions,
  interruption: AbortSignal,
): Promise<NonCompliantBuckets> {
  const actor = actorOf(caller, 'fix')
  // A progress bar and the printed buckets would overwrite each other on a terminal.
  const progress = process.stdout.isTTY ? undefined : startProgress(process.stderr)
  const buckets: Bucket[] = []
  const unfinished: BucketEvent[] = []
  const counts = { policies: 0, rules: 0, unknown: 0, obsolete: 0, leftAlone: 0 }
  const enough = new AbortController()
  const found = (outlook: BucketOutlook) => {
    if (buckets.length >= max) return
    const changed = outlook.steps.map(({ attribute }) => attribute)
    if (changed.includes('policy')) counts.policies += 1
    if (changed.includes('encryption')) counts.rules += 1
    buckets.push(outlook.bucket)
    show(outlook)
    if (buckets.length === max) enough.abort()
  }
  const check = async (bucket: Bucket) => {
    const ports = { ...portsOf(bucket.region), s3: s3(bucket.region).calls }
    const [outlook, entries] = await Promise.all([
      checkWithHistory(fixEvent(bucket, actor, ports.now()), settings, ports),
      ports.journal.unfinishedFixes(bucket),
    ])
    unfinished.push(...entries.map(({ intent }) => intent.event))
    if (outlook && outlook.steps.length > 0) found(outlook)
    else if (outlook?.findings.some(isLeftAlone)) show(outlook)
    return outlook
  }
  const report = async ({ findings, error }: Pick<BucketOutlook, 'findings' | 'error'>) => {
    progress?.tick()
    const isUnknown = error !== undefined || findings.some(({ verdict }) => verdict === 'unknown')
    if (isUnknown) counts.unknown += 1
    if (findings.some(isKeptStatement)) counts.obsolete += 1
    if (findings.some(isLeftAlone)) counts.leftAlone += 1
  }
  const signal = AbortSignal.any([interruption, enough.signal])
  const ports = { check, report, wait: jitteredWait, pace }
  await checkBuckets(
    source.buckets((total) => progress?.total(total)),
    ports,
    { signal },
  )
  progress?.stop()
  const sorted = buckets.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  return { buckets: sorted, unfinished, ...counts }
}

const isKeptStatement = (finding: Finding) => isCompliant(finding) && finding.isObsolete === true
