import type { BucketOutlook } from '../../check/check-bucket.ts'
import { checkBuckets } from '../../check/check-buckets.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { BucketEvent } from '../../core/event.ts'
import { type Finding, isCompliant, isLeftAlone, isNotNow, isWaiting } from '../../core/finding.ts'
import { type JournalEntry, mayResume } from '../../core/journal/entry.ts'
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { checkWithHistory } from '../check/check-with-history.ts'
import { actorOf } from '../options/actor.ts'
import { eachMember, totalOfAll } from '../options/each-member.ts'
import type { Selection, Selections } from '../options/selection.ts'
import { jitteredWait } from '../terminal/jittered-wait.ts'
import { startProgress } from '../terminal/progress.ts'
import { fixEvent } from './fix-event.ts'

/** A bucket that Cooper can fix. */
export interface BucketToFix {
  readonly bucket: Bucket
  /** The events of earlier fixes that have not completed their entries in the journal. */
  readonly unfinished: readonly BucketEvent[]
}

/** The buckets that Cooper can fix. */
export interface NonCompliantBuckets {
  readonly buckets: readonly BucketToFix[]
  /** For how many of them the policy would change, and for how many the encryption rule. */
  readonly policies: number
  readonly rules: number
  /** How many could not be read in full. */
  readonly unknown: number
  /** How many have a statement of Cooper that a setting no longer requires, and that stays. */
  readonly obsolete: number
  /** How many have a control that Cooper leaves alone because of an undo or flapping. */
  readonly leftAlone: number
  /** How many wait for the end of their deployment. */
  readonly waiting: number
  /** How many another fix command may be working on. */
  readonly inProgress: number
  /** How many somebody uses in a way that the change would deny, or may use. */
  readonly inUse: number
  /** How many accounts are left out. */
  readonly unreachable: number
}

interface SearchOptions {
  /** The most buckets to find. */
  readonly max: number
  /** Is called with each bucket that Cooper can fix, or does not fix now. */
  show(outlook: BucketOutlook, unfinished: Entries): void
  /** Whether somebody used a bucket lately in a way that the change would deny, or that is not known. */
  readonly isInUse: (outlook: BucketOutlook, selection: Selection) => Promise<boolean>
  readonly frameOf: (account: string) => AccountFrame
}

/** With what the buckets of one account are fixed. */
export interface AccountFrame {
  readonly settings: Settings
  readonly portsOf: (region: string) => Ports
}

/** Checks all selected buckets. Keeps only the names of those that Cooper can fix. */
export async function findNonCompliant(
  selections: Selections,
  { max, show, isInUse, frameOf }: SearchOptions,
  interruption: AbortSignal,
): Promise<NonCompliantBuckets> {
  const actor = actorOf(selections.caller, 'fix')
  // A progress bar and the printed buckets would overwrite each other on a terminal.
  const progress = process.stdout.isTTY ? undefined : startProgress(process.stderr)
  const buckets: BucketToFix[] = []
  const counts = {
    ...{ policies: 0, rules: 0, unknown: 0, obsolete: 0 },
    ...{ leftAlone: 0, waiting: 0, inProgress: 0, inUse: 0 },
  }
  const enough = new AbortController()
  const found = (bucket: Bucket, { steps }: Pick<BucketOutlook, 'steps'>, entries: Entries) => {
    const changed = steps.map(({ attribute }) => attribute)
    if (changed.includes('policy')) counts.policies += 1
    if (changed.includes('encryption')) counts.rules += 1
    buckets.push({ bucket, unfinished: entries.map(({ intent }) => intent.event) })
    if (buckets.length === max) enough.abort()
  }
  const check = async (bucket: Bucket, selection: Selection) => {
    const { settings, portsOf } = frameOf(bucket.account)
    const ports = { ...portsOf(bucket.region), s3: selection.s3(bucket.region).calls }
    const [outlook, entries] = await Promise.all([
      checkWithHistory(fixEvent(bucket, actor, ports.now()), settings, ports),
      ports.journal.unfinishedFixes(bucket),
    ])
    const { steps, findings } = outlook ?? { steps: [], findings: [] }
    const isToFix = steps.length + entries.length > 0
    // Two commands at once would take over each other's entries.
    const isInProgress = !entries.every(mayResume(ports.run, ports.now()))
    const isNext = isToFix && !isInProgress && buckets.length < max
    const isUsed = isNext && outlook !== undefined && (await isInUse(outlook, selection))
    if (isUsed) {
      counts.inUse += 1
      return outlook
    }
    if (isInProgress) counts.inProgress += 1
    else if (isNext && buckets.length < max) found(bucket, { steps }, entries)
    else if (isToFix || !findings.some(isNotNow)) return outlook
    if (outlook) show(outlook, entries)
    return outlook
  }
  const report = async ({ findings, error }: Pick<BucketOutlook, 'findings' | 'error'>) => {
    progress?.tick()
    const isUnknown = error !== undefined || findings.some(({ verdict }) => verdict === 'unknown')
    if (isUnknown) counts.unknown += 1
    if (findings.some(isKeptStatement)) counts.obsolete += 1
    if (findings.some(isLeftAlone)) counts.leftAlone += 1
    if (findings.some(isWaiting)) counts.waiting += 1
  }
  const signal = AbortSignal.any([interruption, enough.signal])
  const totalOf = totalOfAll(selections, (total) => progress?.total(total))
  const unreachable = await eachMember(selections, async (selection) => {
    const checkOne = (bucket: Bucket) => check(bucket, selection)
    const ports = { check: checkOne, report, wait: jitteredWait, pace: selection.pace }
    await checkBuckets(selection.source.buckets(totalOf(selection)), ports, { signal })
  })
  progress?.stop()
  const nameOf = ({ bucket }: BucketToFix) => bucket.name
  const sorted = buckets.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
  return { buckets: sorted, ...counts, unreachable: unreachable.length }
}

type Entries = readonly JournalEntry[]

const isKeptStatement = (finding: Finding) => isCompliant(finding) && finding.isObsolete === true
