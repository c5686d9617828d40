import { randomUUID } from 'node:crypto'
import { readPosture } from '../../check/read-bucket.ts'
import { EXEMPT_TAG } from '../../core/assessment/exempt-tag.ts'
import { UNDO } from '../../core/journal/entry.ts'
import { planUndo, snapshotAfterRecord, type UndoPlan } from '../../core/journal/plan-undo.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { describeStepResult } from '../../core/messages/describe-step-result.ts'
import { snapshotAfter } from '../../core/plan/after-step.ts'
import type { Snapshot } from '../../core/posture.ts'
import { printable, printableJson } from '../../core/printable.ts'
import { undoChange } from '../../remediation/undo-change.ts'
import { actorOf } from '../options/actor.ts'
import { type JournalAccess, type JournalOptions, openJournal } from '../options/journal-options.ts'
import type { PersonalPorts } from '../options/ports.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { diffOf } from '../terminal/posture-diff.ts'
import { findRecord } from './find-record.ts'

export interface UndoOptions extends JournalOptions {
  readonly record?: string
  readonly until?: string
  readonly ownStatementsOnly?: true
  readonly dryRun?: true
  readonly yes?: true
  readonly json?: true
}

export async function undoBucket(name: string, options: UndoOptions) {
  const access = await openJournal(options)
  const record = await findRecord(name, options.record, access)
  const { region, partition } = record
  const bucket = { name, account: access.caller.account, region, partition }
  const ports = access.portsOf(region)
  const posture = await readPosture(bucket, ports.s3)
  if (!posture) throw new Error(`Cannot undo: there is no bucket "${name}" any more`)
  const plan = planUndo(record, posture, options.ownStatementsOnly === true)
  process.exitCode = await confirmAndUndo({ record, plan, options, access, ports, posture })
}

interface Given {
  readonly record: RemediationRecord
  readonly plan: UndoPlan
  readonly options: UndoOptions
  readonly access: JournalAccess
  readonly ports: PersonalPorts
  readonly posture: Parameters<typeof undoChange>[0]['posture']
}

async function confirmAndUndo(given: Given): Promise<ExitCode> {
  const { record, plan, options } = given
  const { bucket } = given.posture
  const then = plan.steps.reduce<Snapshot>(
    (now, step) => snapshotAfter(now, step, bucket),
    plan.now,
  )
  const say = (lines: readonly string[]) => {
    if (!options.json) process.stdout.write(lines.map((line) => `${line}\n`).join(''))
  }
  say([`Undo ${printable(record.id)} of ${record.time ?? 'an unknown time'} on ${record.bucket}`])
  if (plan.changed.length > 0) {
    say(refusal(record, plan))
    return printResult(given, { undone: false, changed: plan.changed }, EXIT.findings)
  }
  say(plan.steps.length > 0 ? diffOf(plan.now, then) : ['There is nothing to write.'])
  if (!given.access.hasJournal) say(withoutJournal(given))
  if (options.dryRun) return printResult(given, { undone: false, then }, EXIT.well)
  if (!options.yes && !(await isConfirmed('Undo it?'))) {
    say(['Nothing was changed.'])
    return printResult(given, { undone: false, then }, EXIT.findings)
  }
  const result = await undo(given)
  say(result.steps.flatMap((step) => describeStepResult(step, result)))
  say(whatNext(given, result))
  const isUndone = result.outcome === 'undone'
  return printResult(
    given,
    { undone: isUndone, record: result },
    isUndone ? EXIT.well : EXIT.findings,
  )
}

function undo({
  record,
  plan,
  options,
  access,
  ports,
  posture,
}: Given): Promise<RemediationRecord> {
  return undoChange(
    {
      id: `${UNDO}${randomUUID()}`,
      actor: actorOf(access.caller, 'undo'),
      posture,
      plan,
      undo: {
        of: record.id,
        until: untilOf({ record, options, ports }),
        controls: plan.controls,
        ...(options.ownStatementsOnly && { ownStatementsOnly: true }),
      },
    },
    ports,
  )
}

// Who undoes an undo lets the bot at it again.
const untilOf = ({ record, options, ports }: Pick<Given, 'record' | 'options' | 'ports'>) =>
  record.undo?.until ? null : (options.until ?? inThirtyDays(ports.now()))

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

const inThirtyDays = (now: Date) =>
  new Date(now.getTime() + 30 * DAY_IN_MILLISECONDS).toISOString().slice(0, 10)

function refusal(record: RemediationRecord, { changed, now }: UndoPlan): readonly string[] {
  const left = snapshotAfterRecord(record)
  const instead = record.undo?.until
    ? 'write nothing, and let Cooper look after the bucket again'
    : "take out only Cooper's own statements"
  return [
    `Somebody changed the ${changed.join(' and the ')} since Cooper did, so nothing was put back. Since then:`,
    ...diffOf(
      Object.fromEntries(changed.map((part) => [part, left[part]])),
      Object.fromEntries(changed.map((part) => [part, now[part]])),
    ),
    `To ${instead}: cooper undo ${record.bucket} --record ${printable(record.id, 128)} --own-statements-only`,
  ]
}

const NOT_UNDONE = 'Not undone: Cooper goes on as before.'

const UNDONE_IN_PART = 'Undone in part, and Cooper leaves that so. The same command ends it.'

function whatNext({ access, plan }: Given, record: RemediationRecord): readonly string[] {
  const { undo, outcome, steps } = record
  const isInPart = steps.some(({ status }) => status === 'done')
  if (outcome === 'failed') return [isInPart ? UNDONE_IN_PART : NOT_UNDONE]
  if (undo?.until === null) return ['Cooper looks after the bucket again.']
  if (!access.hasJournal) return []
  const controls = plan.controls.join(' ')
  return [`Cooper holds still on ${controls} of this bucket until ${undo?.until}.`]
}

/** What has to come first: the undo is itself a change that the bot hears of. */
const withoutJournal = (given: Given): readonly string[] => [
  'Without a journal Cooper does not know of this, and mends the bucket again as soon as it hears of it. To keep it off, whoever may tag the bucket first adds',
  `  the tag ${EXEMPT_TAG} = ${given.plan.controls.join(' ')} until=${untilOf(given)}`,
  `or whoever runs Cooper adds ${given.record.bucket} to EXEMPT_BUCKETS.`,
]

function printResult({ options, record }: Given, result: object, code: ExitCode): ExitCode {
  if (options.json) process.stdout.write(`${printableJson({ undoes: record.id, ...result })}\n`)
  return code
}
