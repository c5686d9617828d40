import PQueue from 'p-queue'
import type { BucketEvent } from '../../core/event.ts'
import type { Ports } from '../../core/ports.ts'
import { printableJson } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import { actorOf } from '../options/actor.ts'
import { journalOf, personalPorts, type RecordOptions, topicFor } from '../options/ports.ts'
import { openSelection, type Selection } from '../options/selection.ts'
import type { SelectionOptions } from '../options/selection-options.ts'
import { type RemovalOptions, settingsToWrite } from '../options/settings-options.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { findNonCompliant, type NonCompliantBuckets } from './find-non-compliant.ts'
import { fixEvent } from './fix-event.ts'
import {
  type FixResult,
  fixedTotals,
  isFixed,
  isUnfinished,
  outlookLines,
  resultLines,
  totals,
} from './fix-lines.ts'
import { remediateWithRetry } from './remediate-with-retry.ts'

export interface FixOptions extends SelectionOptions, RecordOptions, RemovalOptions {
  readonly dryRun?: true
  readonly max?: number
  readonly yes?: true
  readonly json?: true
}

/** Shows what would change, asks for confirmation, and remediates the buckets as the bot does. */
export async function fixAccount(names: readonly string[], options: FixOptions): Promise<ExitCode> {
  const { dryRun, json, max = Number.POSITIVE_INFINITY } = options
  refuseInSilence(options)
  const selection = await openSelection(names, options)
  const settings = settingsToWrite(selection.asked, options)
  const interruption = interruptible(FINISHING)
  const show = (lines: readonly string[], data: object) =>
    writeOut(json ? `${printableJson(data)}\n` : lines.map((line) => `${line}\n`).join(''))
  const portsOf = await personalPorts(options, selection.caller.region)
  const found = await findNonCompliant(
    selection,
    {
      settings,
      max,
      show: (outlook) => {
        if (dryRun || !json) void show(outlookLines(outlook), outlook)
      },
      journal: portsOf(selection.caller.region).journal,
    },
    interruption,
  )
  process.stderr.write(`${totals(found)}\n`)
  if (interruption.aborted) return EXIT.interrupted
  const isNothing = found.buckets.length === 0 && found.unfinished.length === 0
  const isRest = found.unknown + found.obsolete + found.leftAlone > 0
  if (isNothing) return isRest ? EXIT.findings : EXIT.well
  if (dryRun) return EXIT.findings
  if (!options.yes && !(await isConfirmed('Fix them?', interruption))) {
    process.stderr.write('Nothing was changed.\n')
    return interruption.aborted ? EXIT.interrupted : EXIT.findings
  }
  const print = (name: string, result: FixResult) =>
    show(resultLines(name, result), { bucket: name, ...result })
  const code = await fixAll(
    eventsFor(found, selection),
    { settings, options, portsOf, print },
    interruption,
  )
  return worst([code, found.leftAlone > 0 ? EXIT.findings : EXIT.well])
}

/** An unfinished change is completed under its own event. That also fixes the rest of its bucket. */
function eventsFor({ buckets, unfinished }: NonCompliantBuckets, { caller }: Selection) {
  const actor = actorOf(caller, 'fix')
  const others = buckets.filter(
    ({ name }) => !unfinished.some(({ bucket }) => bucket.name === name),
  )
  return [...unfinished, ...others.map((bucket) => fixEvent(bucket, actor, new Date()))]
}

const FINISHING =
  'Finishing the buckets in progress, and no others. Press Ctrl-C again to stop at once.'

/** Nobody is notified only if the caller asks for it. */
function refuseInSilence(options: FixOptions) {
  if (options.dryRun) return
  if (options.notify !== false && topicFor(options) === undefined) {
    throw new Error('Nobody would be notified: set TOPIC_ARN, or add --no-notify')
  }
  if (journalOf(options) === undefined) {
    process.stderr.write(
      'Without a journal (--journal, JOURNAL_BUCKET) the messages are the only record of the changes.\n',
    )
  }
}

// Each write comes with several reads before and after it: more at once would only be throttled.
const FIXES_AT_ONCE = 8

interface FixFrame {
  readonly settings: Settings
  readonly options: FixOptions
  readonly portsOf: (region: string) => Ports
  readonly print: (name: string, result: FixResult) => Promise<void>
}

async function fixAll(
  events: readonly BucketEvent[],
  { settings, options, portsOf, print }: FixFrame,
  signal: AbortSignal,
): Promise<ExitCode> {
  const queue = new PQueue({ concurrency: Math.min(FIXES_AT_ONCE, options.concurrency) })
  const counts = { fixed: 0, failed: 0, unfinished: 0 }
  const remediate = async (event: BucketEvent) => {
    if (signal.aborted) return
    const { name } = event.bucket
    const completion = `run it again: npx cooper fix ${name}`
    const result = await remediateWithRetry(event, settings, portsOf, completion)
    counts[isFixed(result) ? 'fixed' : 'failed'] += 1
    if (isUnfinished(result)) counts.unfinished += 1
    await print(name, result)
  }
  await queue.addAll(events.map((event) => () => remediate(event)))
  process.stderr.write(`${fixedTotals(counts, events.length)}\n`)
  if (signal.aborted) return EXIT.interrupted
  return counts.failed + counts.unfinished > 0 ? EXIT.findings : EXIT.well
}
