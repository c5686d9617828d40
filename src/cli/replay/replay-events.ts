import { callerIdentity } from '../../aws/caller-identity.ts'
import { readEvent } from '../../aws/events/read-event.ts'
import { isStackEvent } from '../../aws/events/stack-event.ts'
import { parseSweepTask } from '../../aws/events/sweep-task.ts'
import { type BucketPlace, partitionOf } from '../../core/bucket.ts'
import { errorText } from '../../core/cooper-error.ts'
import type { BucketEvent } from '../../core/event.ts'
import { printableJson, visible } from '../../core/printable.ts'
import { reasonToIgnoreEvent } from '../../core/relevance.ts'
import type { Settings } from '../../core/settings.ts'
import { type FixResult, isSuccess, resultLines } from '../fix/fix-lines.ts'
import { remediateWithRetry } from '../fix/remediate-with-retry.ts'
import { useProfile } from '../options/account-options.ts'
import { type EndpointOptions, refusePlainHttp } from '../options/endpoint-options.ts'
import {
  journalOf,
  type PersonalPorts,
  personalPorts,
  type RecordOptions,
  topicFor,
} from '../options/ports.ts'
import {
  openSettings,
  type RemovalOptions,
  type SettingsOptions,
  settingsToWrite,
} from '../options/settings-options.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { consideringHistory, readOnly, reporting } from './dry-run.ts'
import { type RecordedEvent, recordedEvents } from './recorded-events.ts'

export interface ReplayOptions
  extends SettingsOptions,
    RecordOptions,
    RemovalOptions,
    EndpointOptions {
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
  const caller = await callerIdentity(region[0])
  const { account, region: home } = caller
  const asked = settingsToWrite(await openSettings(options, caller), options)
  await refusePlainHttp(asked, home, options)
  const settings = dryRun ? reporting(asked) : asked
  const portsOf = await personalPorts(dryRun ? { ...options, notify: false } : options, caller)
  const place = { account, region: home, partition: partitionOf(home) }
  const portsIn = (one: string) => (dryRun ? readOnly(portsOf(one)) : portsOf(one))
  const interruption = interruptible(FINISHING)
  const codes: ExitCode[] = []
  for (const recorded of events) {
    if (interruption.aborted) break
    const replayed = await replayEvent(recorded, place, { settings, asked, portsIn }, options)
    codes.push(replayed.code)
    await printReplayed(replayed, options)
  }
  return interruption.aborted ? EXIT.interrupted : worst(codes)
}

const FINISHING = 'Finishing this event, and no others. Press Ctrl-C again to stop at once.'

interface ReplayedEvent {
  readonly code: ExitCode
  readonly result: Replayed
  /** `undefined`: it could not be read, or is not about a bucket. */
  readonly event?: BucketEvent
}

interface ReplayFrame {
  readonly settings: Settings
  /** The settings without the report mode of a dry run. */
  readonly asked: Settings
  readonly portsIn: (region: string) => PersonalPorts
}

async function replayEvent(
  { event: input, run }: RecordedEvent,
  home: BucketPlace,
  { settings, asked, portsIn }: ReplayFrame,
  options: ReplayOptions,
): Promise<ReplayedEvent> {
  if (isStackEvent(input)) return { code: EXIT.findings, result: ignored(END_OF_STACK) }
  if (isSweepTask(input)) return { code: EXIT.findings, result: ignored(TASK_OF_A_SWEEP) }
  let event: BucketEvent | string
  try {
    event = readEvent(input, home, new Date())
  } catch (error) {
    const reason = visible(errorText(error))
    return { code: EXIT.wrongInput, result: { outcome: 'failed', reason } }
  }
  if (typeof event === 'string') return { code: EXIT.well, result: ignored(event) }
  const own = { roleName: process.env.ROLE_NAME, journalBucket: journalOf(options) }
  const reason = reasonToIgnoreEvent(event, own)
  if (reason) return { code: EXIT.well, event, result: ignored(reason) }
  // With the run of the dead letter, its open entry in the journal is this run's to complete.
  const portsOfRun = (region: string) => ({ ...portsIn(region), ...(run !== undefined && { run }) })
  const done = await remediateWithRetry(event, settings, portsOfRun, 'replay the event again')
  const result = options.dryRun ? await consideringHistory(done, event, asked, portsIn) : done
  return { code: isSuccess(result) ? EXIT.well : EXIT.findings, event, result }
}

const TASK_OF_A_SWEEP =
  'A task of the sweep, not an event of a bucket. The next sweep checks every bucket; to check them now, run: npx cooper check'

const END_OF_STACK =
  'The end of a stack, not an event of a bucket. The next sweep checks its buckets; to check them now, run: npx cooper check'

function isSweepTask(input: unknown): boolean {
  try {
    return parseSweepTask(input) !== undefined
  } catch {
    return false
  }
}

const ignored = (reason: string) => ({ outcome: 'ignored', reason }) as const

async function printReplayed({ event, result }: ReplayedEvent, { json }: ReplayOptions) {
  const name = event ? `${event.name} ${event.bucket.name}` : 'event'
  if (json) {
    const about = event && { event: event.id, bucket: event.bucket.name }
    return writeOut(`${printableJson({ ...about, ...result })}\n`)
  }
  const lines =
    result.outcome === 'ignored'
      ? [`– ${name}  ignored: ${result.reason}`]
      : resultLines(visible(name), result)
  return writeOut(lines.map((line) => `${line}\n`).join(''))
}
