import { randomUUID } from 'node:crypto'
import PQueue from 'p-queue'
import { inRemediateMode } from '../../check/check-bucket.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { BucketEvent } from '../../core/event.ts'
import { printable, printableJson } from '../../core/printable.ts'
import { remediateBucket } from '../../remediation/remediate-bucket.ts'
import { actorOf } from '../options/actor.ts'
import { journalOf, personalPorts, type RecordOptions, topicFor } from '../options/ports.ts'
import { openSelection, type Selection } from '../options/selection.ts'
import type { SelectionOptions } from '../options/selection-options.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { findNonCompliant } from './find-non-compliant.ts'
import { type FixResult, isFixed, outlookLines, resultLines, totals } from './fix-lines.ts'

export interface FixOptions extends SelectionOptions, RecordOptions {
  readonly dryRun?: true
  readonly max?: number
  readonly yes?: true
  readonly json?: true
}

/** Shows what falls short, asks, and mends it as the bot does. */
export async function fixAccount(names: readonly string[], options: FixOptions): Promise<ExitCode> {
  const { dryRun, json, max = Number.POSITIVE_INFINITY } = options
  refuseInSilence(options)
  const selection = await openSelection(names, options)
  const interruption = interruptible()
  const show = (lines: readonly string[], data: object) =>
    process.stdout.write(
      json ? `${printableJson(data)}\n` : lines.map((line) => `${line}\n`).join(''),
    )
  const found = await findNonCompliant(
    selection,
    {
      max,
      show: (outlook) => {
        if (dryRun || !json) show(outlookLines(outlook), outlook)
      },
    },
    interruption,
  )
  process.stderr.write(`${totals(found)}\n`)
  if (interruption.signal.aborted) return EXIT.interrupted
  if (found.buckets.length === 0) return found.unknown > 0 ? EXIT.findings : EXIT.well
  if (dryRun) return EXIT.findings
  if (!options.yes && !(await isConfirmed('Mend them?'))) {
    process.stderr.write('Nothing was changed.\n')
    return EXIT.findings
  }
  const tell = (name: string, result: FixResult) =>
    show(resultLines(name, result), { bucket: name, ...result })
  return fixAll(found.buckets, selection, options, interruption, tell)
}

/** A change that nobody hears of must be asked for. */
function refuseInSilence(options: FixOptions) {
  if (options.dryRun) return
  if (options.notify !== false && topicFor(options) === undefined) {
    throw new Error('Nobody would be told: set TOPIC_ARN, or add --no-notify')
  }
  if (journalOf(options) === undefined) {
    process.stderr.write(
      'Without a journal (--journal, JOURNAL_BUCKET) there is no record of the changes but the messages.\n',
    )
  }
}

/** Ctrl-C lets what is under way be finished. A second one ends the process at once. */
function interruptible(): AbortController {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write('\nFinishing the buckets under way. Once more ends it at once.\n')
      interruption.abort()
    })
  }
  return interruption
}

// Each write is read again before and after: more at once would only wait for each other.
const FIXES_AT_ONCE = 8

async function fixAll(
  buckets: readonly Bucket[],
  { caller, settings }: Selection,
  options: FixOptions,
  { signal }: AbortController,
  tell: (name: string, result: FixResult) => void,
): Promise<ExitCode> {
  const portsOf = personalPorts(options, caller.region)
  const actor = actorOf(caller, 'fix')
  const queue = new PQueue({ concurrency: Math.min(FIXES_AT_ONCE, options.concurrency) })
  const counts = { mended: 0, failed: 0 }
  const mend = async (bucket: Bucket) => {
    if (signal.aborted) return
    const event = fixOf(bucket, actor)
    const result = await remediateBucket(
      event,
      inRemediateMode(settings),
      portsOf(bucket.region),
    ).catch(asResult)
    counts[isFixed(result) ? 'mended' : 'failed'] += 1
    tell(bucket.name, result)
  }
  await queue.addAll(buckets.map((bucket) => () => mend(bucket)))
  process.stderr.write(`${counts.mended} of ${buckets.length} mended, ${counts.failed} not.\n`)
  if (signal.aborted) return EXIT.interrupted
  return counts.failed > 0 ? EXIT.findings : EXIT.well
}

const fixOf = (bucket: Bucket, actor: BucketEvent['actor']): BucketEvent => ({
  id: `fix-${randomUUID()}`,
  name: 'CooperFix',
  time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  bucket,
  actor,
  role: undefined,
  bucketAccount: bucket.account,
})

const asResult = (error: unknown): FixResult => ({
  outcome: 'failed',
  reason: printable(error instanceof Error ? error.message : String(error)),
})
