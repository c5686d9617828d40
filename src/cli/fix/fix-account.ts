import PQueue from 'p-queue'
import type { Bucket } from '../../core/bucket.ts'
import type { Actor } from '../../core/event.ts'
import { printableJson } from '../../core/printable.ts'
import type { BucketImpact } from '../../impact/bucket-impact.ts'
import { actorOf } from '../options/actor.ts'
import type { EndpointOptions } from '../options/endpoint-options.ts'
import type { OrganizationOptions } from '../options/organization-options.ts'
import { notesOnOtherRegions } from '../options/other-regions.ts'
import { journalOf, personalPorts, type RecordOptions, refuseInSilence } from '../options/ports.ts'
import { openSelections } from '../options/selection.ts'
import type { SelectionOptions } from '../options/selection-options.ts'
import { printNotes, type RemovalOptions } from '../options/settings-options.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { openFrames } from './account-frames.ts'
import { type AccountFrame, type BucketToFix, findNonCompliant } from './find-non-compliant.ts'
import { fixEvent } from './fix-event.ts'
import {
  type FixResult,
  fixedTotals,
  isIncomplete,
  isSuccess,
  outlookLines,
  resultLines,
  totals,
  worstEnding,
} from './fix-lines.ts'
import { inUseLines, isInUse } from './in-use.ts'
import { remediateWithRetry } from './remediate-with-retry.ts'

export interface FixOptions
  extends SelectionOptions,
    OrganizationOptions,
    RecordOptions,
    RemovalOptions,
    EndpointOptions {
  readonly max?: number
  /** Leave alone what somebody used in so many days in a way that the change would deny. */
  readonly quietDays?: number
  readonly yes?: true
  readonly json?: true
}

/** Shows what would change, asks for confirmation, and remediates the buckets as the bot does. */
export async function fixAccount(names: readonly string[], options: FixOptions): Promise<ExitCode> {
  const { dryRun, json, max = Number.POSITIVE_INFINITY } = options
  refuseInSilence(options)
  if (!dryRun) warnWithoutJournal(options)
  const selections = await openSelections(names, options)
  const { caller } = selections
  const frameOf = await openFrames(selections, options)
  const { journalRegion } = (await personalPorts(options, caller))(caller.region)
  printNotes(notesOnOtherRegions(selections.regions, journalRegion))
  const interruption = interruptible(FINISHING)
  const show = (lines: readonly string[], data: object) =>
    writeOut(json ? `${printableJson(data)}\n` : lines.map((line) => `${line}\n`).join(''))
  const showInUse = (impact: BucketImpact) =>
    show(inUseLines(impact), { bucket: impact.bucket, outcome: 'in-use', impact })
  const found = await findNonCompliant(
    selections,
    {
      max,
      show: (outlook, unfinished) => {
        if (dryRun || !json) {
          void show(outlookLines(outlook, unfinished, selections.isOrganization), outlook)
        }
      },
      isInUse: (outlook, selection) => isInUse(selection, options, showInUse)(outlook),
      frameOf,
    },
    interruption,
  )
  process.stderr.write(`${totals(found)}\n`)
  if (interruption.aborted) return EXIT.interrupted
  const isRest =
    found.leftAlone + found.waiting + found.inProgress + found.inUse + found.unreachable > 0
  if (found.buckets.length === 0) {
    return isRest || found.unknown + found.obsolete > 0 ? EXIT.findings : EXIT.well
  }
  if (dryRun) return EXIT.findings
  if (!options.yes && !(await isConfirmed('Fix them?', interruption))) {
    process.stderr.write('Nothing was changed.\n')
    return interruption.aborted ? EXIT.interrupted : EXIT.findings
  }
  const print = ({ name, account }: Bucket, result: FixResult) =>
    show(resultLines(name, result), { bucket: name, account, ...result })
  const frame = { options, frameOf, print, actor: actorOf(caller, 'fix') }
  const code = await fixAll(found.buckets, frame, interruption)
  return worst([code, isRest ? EXIT.findings : EXIT.well])
}

const FINISHING =
  'Finishing the buckets in progress, and no others. Press Ctrl-C again to stop at once.'

function warnWithoutJournal(options: FixOptions) {
  if (journalOf(options) === undefined) {
    process.stderr.write(
      'Without a journal (--journal, JOURNAL_BUCKET) the messages are the only record of the changes.\n',
    )
  }
}

// Each write comes with several reads before and after it: more at once would only be throttled.
const FIXES_AT_ONCE = 8

interface FixFrame {
  readonly options: FixOptions
  readonly frameOf: (account: string) => AccountFrame
  readonly print: (bucket: Bucket, result: FixResult) => Promise<void>
  readonly actor: Actor
}

async function fixAll(
  buckets: readonly BucketToFix[],
  frame: FixFrame,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { concurrency } = frame.options
  const queue = new PQueue({ concurrency: Math.min(FIXES_AT_ONCE, concurrency) })
  const counts = { fixed: 0, leftAlone: 0, failed: 0, unneeded: 0, incomplete: 0 }
  const codes: ExitCode[] = []
  const fix = async (bucket: BucketToFix) => {
    if (signal.aborted) return
    const results = await fixBucket(bucket, frame)
    counts[worstEnding(results)] += 1
    codes.push(results.every(isSuccess) ? EXIT.well : EXIT.findings)
    if (results.some(isIncomplete)) counts.incomplete += 1
  }
  await queue.addAll(buckets.map((bucket) => () => fix(bucket)))
  process.stderr.write(`${fixedTotals(counts, buckets.length)}\n`)
  return signal.aborted ? EXIT.interrupted : worst(codes)
}

/** An unfinished change is completed under its own event. That also fixes the rest of its bucket. */
async function fixBucket(
  { bucket, unfinished }: BucketToFix,
  { frameOf, print, actor }: FixFrame,
): Promise<readonly FixResult[]> {
  const { settings, portsOf } = frameOf(bucket.account)
  const events = unfinished.length > 0 ? unfinished : [fixEvent(bucket, actor, new Date())]
  const completion = `run it again: npx cooper fix ${bucket.name}`
  const results: FixResult[] = []
  for (const event of events) {
    const result = await remediateWithRetry(event, settings, portsOf, completion)
    results.push(result)
    await print(bucket, result)
  }
  return results
}
