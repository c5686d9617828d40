import { callerIdentity } from '../../aws/caller-identity.ts'
import { MALFORMED_EVENT } from '../../aws/events/parse-event.ts'
import { readEvent } from '../../aws/events/read-event.ts'
import { type BucketPlace, partitionOf } from '../../core/bucket.ts'
import { CONTROL_IDS } from '../../core/controls/ids.ts'
import { hasCode } from '../../core/cooper-error.ts'
import type { BucketEvent } from '../../core/event.ts'
import { printable, printableJson } from '../../core/printable.ts'
import { reasonToIgnoreEvent } from '../../core/relevance.ts'
import type { Settings } from '../../core/settings.ts'
import { remediateWhereItIs } from '../../remediation/remediate-where-it-is.ts'
import { WITHOUT_JOURNAL } from '../../remediation/without-journal.ts'
import { type FixResult, isSuccess, resultLines } from '../fix/fix-lines.ts'
import { type AccountOptions, settingsFrom, useProfile } from '../options/account-options.ts'
import {
  journalOf,
  type PersonalPorts,
  personalPorts,
  type RecordOptions,
  topicFor,
} from '../options/ports.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { recordedEvents } from './recorded-events.ts'

export interface ReplayOptions extends AccountOptions, RecordOptions {
  readonly dryRun?: true
  readonly json?: true
}

type Replayed = FixResult | { readonly outcome: 'ignored'; readonly reason: string }

/** Handles each event in turn. An event that is malformed or fails does not stop the others. */
export async function replayEvents(
  files: readonly string[],
  options: ReplayOptions,
): Promise<ExitCode> {
  useProfile(options)
  const { dryRun, region = [] } = options
  if (!dryRun && options.notify !== false && topicFor(options) === undefined) {
    throw new Error('Nobody would be notified: set TOPIC_ARN, or add --no-notify or --dry-run')
  }
  const events = (await Promise.all(files.map(recordedEvents))).flat()
  const settings = dryRun ? reporting(settingsFrom(options)) : settingsFrom(options)
  const { account, region: home } = await callerIdentity(region[0])
  const portsOf = await personalPorts(dryRun ? { notify: false } : options, home)
  const place = { account, region: home, partition: partitionOf(home) }
  const codes: ExitCode[] = []
  for (const input of events) {
    const [code, event, result] = await replayEvent(
      input,
      place,
      settings,
      (region) => (dryRun ? { ...portsOf(region), journal: WITHOUT_JOURNAL } : portsOf(region)),
      options,
    )
    codes.push(code)
    printReplayed(event, result, options)
  }
  return worst(codes)
}

type ReplayResult = readonly [ExitCode, BucketEvent | undefined, Replayed]

async function replayEvent(
  input: unknown,
  home: BucketPlace,
  settings: Settings,
  portsIn: (region: string) => PersonalPorts,
  options: RecordOptions,
): Promise<ReplayResult> {
  try {
    const event = readEvent(input, home)
    if (typeof event === 'string') return [EXIT.well, undefined, ignored(event)]
    const own = { roleName: process.env.ROLE_NAME, journalBucket: journalOf(options) }
    const reason = reasonToIgnoreEvent(event, own)
    if (reason) return [EXIT.well, event, ignored(reason)]
    const result = await remediateWhereItIs(event, settings, portsIn)
    return [isSuccess(result) ? EXIT.well : EXIT.findings, event, result]
  } catch (error) {
    const reason = printable(error instanceof Error ? error.message : String(error))
    const code = hasCode(error, MALFORMED_EVENT) ? EXIT.wrongInput : EXIT.findings
    return [code, undefined, { outcome: 'failed', reason }]
  }
}

const ignored = (reason: string) => ({ outcome: 'ignored', reason }) as const

const reporting = (settings: Settings): Settings => ({
  ...settings,
  modes: Object.fromEntries(CONTROL_IDS.map((id) => [id, 'report'])) as Settings['modes'],
})

function printReplayed(event: BucketEvent | undefined, result: Replayed, { json }: ReplayOptions) {
  const name = event ? `${event.name} ${event.bucket.name}` : 'event'
  if (json) {
    const about = event && { event: event.id, bucket: event.bucket.name }
    process.stdout.write(`${printableJson({ ...about, ...result })}\n`)
    return
  }
  const lines =
    result.outcome === 'ignored'
      ? [`– ${name}  ignored: ${result.reason}`]
      : resultLines(printable(name), result)
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
