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
import {
  type FixResult,
  isSuccess,
  outlookLines,
  plural,
  resultLines,
  totals,
} from './fix-lines.ts'

export interface FixOptions extends SelectionOptions, RecordOptions {
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
  if (!options.yes && !(await isConfirmed('Fix them?'))) {
    process.stderr.write('Nothing was changed.\n')
    return EXIT.findings
  }
  const print = (name: string, result: FixResult) =>
    show(resultLines(name, result), { bucket: name, ...result })
  return fixAll(found.buckets, selection, options, interruption, print)
}

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

/** After Ctrl-C, the buckets in progress are finished. A second Ctrl-C ends the process at once. */
function interruptible(): AbortController {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write(
        '\nFinishing the buckets in progress. Press Ctrl-C again to stop at once.\n',
      )
      interruption.abort()
    })
  }
  return interruption
}

// Each write comes with several reads before and after it: more at once would only be throttled.
const FIXES_AT_ONCE = 8

async function fixAll(
  buckets: readonly Bucket[],
  { caller, settings }: Selection,
  options: FixOptions,
  { signal }: AbortController,
  print: (name: string, result: FixResult) => void,
): Promise<ExitCode> {
  const portsOf = await personalPorts(options, caller.region)
  const actor = actorOf(caller, 'fix')
  const queue = new PQueue({ concurrency: Math.min(FIXES_AT_ONCE, options.concurrency) })
  const counts = { fixed: 0, failed: 0 }
  const remediate = async (bucket: Bucket) => {
    if (signal.aborted) return
    const event = fixOf(bucket, actor)
    const result = await remediateBucket(
      event,
      inRemediateMode(settings),
      portsOf(bucket.region),
    ).catch(asResult)
    counts[isSuccess(result) ? 'fixed' : 'failed'] += 1
    print(bucket.name, result)
  }
  await queue.addAll(buckets.map((bucket) => () => remediate(bucket)))
  process.stderr.write(
    `Cooper fixed ${counts.fixed} of ${plural(buckets.length, 'bucket')}; ${counts.failed} failed.\n`,
  )
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
