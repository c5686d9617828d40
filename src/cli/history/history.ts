import { styleText } from 'node:util'
import { type Command, InvalidArgumentError } from 'commander'
import { proposalId } from '../../core/announcements/announcement.ts'
import type { Undo } from '../../core/assessment/hold.ts'
import { ATTRIBUTES } from '../../core/attributes/all.ts'
import {
  type Approval,
  type BucketEvent,
  BY_REJECTION,
  BY_UNINSTALL,
  BY_YIELD,
  causeOf,
} from '../../core/event.ts'
import type { JournalEntry } from '../../core/journal/entry.ts'
import { isOfFix } from '../../core/journal/keys.ts'
import { undoCommandOf } from '../../core/journal/undo-command.ts'
import { describeStepResult } from '../../core/messages/describe-step-result.ts'
import { printableJson, visible } from '../../core/printable.ts'
import type { ReencryptionRecord } from '../../core/reencryption/record.ts'
import { reencryptionLines } from '../../core/reencryption/update-lines.ts'
import {
  addJournalOptions,
  bucketName,
  type JournalOptions,
  openJournal,
} from '../options/journal-options.ts'
import { openRecords } from '../options/reencryption-records.ts'
import { EXIT } from '../terminal/exit-code.ts'

interface HistoryOptions extends JournalOptions {
  readonly json?: true
  /** How many changes to print, the newest ones. */
  readonly last: number
}

const EXAMPLES = `
Examples:
  npx cooper history my-bucket --journal cooper-prod-journal-123456789012-eu-central-1-an
  npx cooper history my-bucket --json | jq -r .record.outcome

Each change has an id, which "npx cooper undo my-bucket --record ID" takes. --json prints one entry of the journal per line.

Exit codes: 0 the journal was read · 2 wrong usage or input`

export const addHistory = (program: Command) =>
  addJournalOptions(
    program
      .command('history')
      .description('Print what Cooper changed on a bucket, and why, from its journal.')
      .argument('<bucket>', 'the name of a bucket', bucketName),
  )
    .option('--last <number>', 'print so many changes at most', count, 100)
    .option('--json', 'print one entry per line as JSON')
    .addHelpText('after', EXAMPLES)
    .action(history)

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a number from 1.')
}

async function history(name: string, options: HistoryOptions) {
  const { last: most } = options
  const { caller, account, portsOf, hasJournal } = await openJournal(options)
  if (!hasJournal) throw new Error(NO_JOURNAL)
  const { region } = caller
  const bucket = { name, account, region, partition: caller.arn.split(':')[1] ?? 'aws' }
  const { entries, hasMore } = await portsOf(region).journal.recent(bucket, { most })
  const records = await openRecords(options, caller)
  const ofObjects = (await records?.records.recent(bucket, most)) ?? []
  const lines = options.json
    ? [...entries, ...ofObjects].toSorted(byStart).map(printableJson)
    : historyLines(name, entries, ofObjects)
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
  if (hasMore)
    process.stderr.write(`The journal has older changes: see them with --last ${10 * most}.\n`)
  process.exitCode = EXIT.well
}

export const NO_JOURNAL =
  'No journal: name its bucket with --journal or JOURNAL_BUCKET. It is the output JournalBucketName of the stack'

function historyLines(
  name: string,
  entries: readonly JournalEntry[],
  ofObjects: readonly ReencryptionRecord[],
): readonly string[] {
  const changes = entries.filter(({ unneeded }) => !unneeded)
  const told = [
    ...changes.map((entry) => ({ started: entry.started, lines: entryLines(entry) })),
    ...ofObjects.map((record) => ({ started: record.started, lines: objectLines(record) })),
  ]
  if (told.length === 0) return [`The journal has no change to ${name}.`]
  return told.toSorted(byStart).flatMap(({ lines }) => lines)
}

interface Started {
  readonly started: string
}

const byStart = ({ started: one }: Started, { started: other }: Started) =>
  one < other ? -1 : Number(one > other)

const objectLines = (record: ReencryptionRecord): readonly string[] => [
  `${styleText('bold', record.ended ?? record.started)}  ${record.result?.outcome ?? 'unfinished'}  ${visible(record.id, 512)}`,
  ...reencryptionLines(record),
]

function entryLines({ intent, record, started }: JournalEntry): readonly string[] {
  const { event } = intent
  const { name } = event.bucket
  const outcome = record?.outcome ?? 'unfinished'
  return [
    `${styleText('bold', record?.time ?? started)}  ${outcome}  ${visible(event.id, 512)}`,
    `  after ${visible(causeOf(event))} at ${event.time} by ${visible(event.actor.arn ?? 'unknown')}`,
    ...(record?.approval ? [`  ${describeApproval(name, record.approval)}`] : []),
    ...(intent.undo?.rejection ? [`  Reason: ${visible(intent.undo.rejection)}`] : []),
    ...(record?.steps.flatMap((step) => describeStepResult(step, record)) ?? []).map(
      (line) => `  ${line}`,
    ),
    ...(record ? [] : unfinishedLines(intent)),
    ...(intent.undo?.until && outcome !== 'failed'
      ? [`  Cooper leaves these controls alone until ${intent.undo.until}.`]
      : []),
  ]
}

const describeApproval = (bucket: string, { id, actor }: Approval) =>
  `approved the proposal ${visible(proposalId({ bucket, id }), 600)}, which followed a call by ${visible(actor.arn ?? 'unknown')}`

/** What an interrupted run, or one that is still in progress, was about to do. */
const unfinishedLines = ({ event, steps, undo }: JournalEntry['intent']): readonly string[] => [
  ...steps.map(
    ({ attribute, controls }) =>
      `  begun: ${ATTRIBUTES[attribute].title}, for ${controls.join(', ')}`,
  ),
  `  To complete it: ${howToComplete(event, undo)}`,
]

/** The command that completes what was begun after this event. */
export function howToComplete({ id, name, bucket }: BucketEvent, undo: Undo | undefined): string {
  if (name === BY_YIELD || name === BY_UNINSTALL) {
    const verb = name === BY_YIELD ? 'yield' : 'uninstall'
    return `run the same command again: npx cooper ${verb} ${bucket.name}`
  }
  if (name === BY_REJECTION) return 'run the same "npx cooper reject" again'
  if (undo) return undoCommandOf(undo.of ?? id, bucket.name) ?? 'run the same undo again'
  return isOfFix(id)
    ? `npx cooper fix ${bucket.name}`
    : 'Lambda repeats the run, or "npx cooper replay" with the event does'
}
