import { randomUUID } from 'node:crypto'
import { readPosture } from '../../check/read-bucket.ts'
import { errorText } from '../../core/cooper-error.ts'
import type { Actor } from '../../core/event.ts'
import type { JournalEntry } from '../../core/journal/entry.ts'
import { planUndo, type UndoPlan } from '../../core/journal/plan-undo.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { recoverRecord } from '../../core/journal/recover-record.ts'
import { describeStepResult } from '../../core/messages/describe-step-result.ts'
import { snapshotAfter } from '../../core/plan/after-step.ts'
import type { JournalPlace } from '../../core/ports.ts'
import type { Snapshot } from '../../core/posture.ts'
import { printableJson, visible } from '../../core/printable.ts'
import { findInterruptedUndo } from '../../remediation/find-interrupted-run.ts'
import { undoChange } from '../../remediation/undo-change.ts'
import { actorOf } from '../options/actor.ts'
import { type EndpointOptions, refusePlainHttpOfUndo } from '../options/endpoint-options.ts'
import { type JournalAccess, type JournalOptions, openJournal } from '../options/journal-options.ts'
import type { PersonalPorts } from '../options/ports.ts'
import { printNotes } from '../options/settings-options.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { diffOf } from '../terminal/posture-diff.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { lastingUndo, sayAlreadyUndone } from './already-undone.ts'
import { completeEntry } from './complete-entry.ts'
import { findChange } from './find-change.ts'
import { lastDayOfHold } from './last-day.ts'
import { notesOnHold, refusalLines, whatNext, withoutJournalLines } from './undo-lines.ts'

export interface UndoOptions extends JournalOptions, EndpointOptions {
  readonly record?: string
  readonly until?: string
  readonly ownStatementsOnly?: true
  readonly yes?: true
  readonly json?: true
}

export async function undoBucket(name: string, options: UndoOptions) {
  const interruption = interruptible(FINISHING)
  const access = await openJournal(options)
  const found = await findChange(name, options.record, access)
  if ('already' in found) return sayAlreadyUndone(found.already, options)
  const unfinished = 'unfinished' in found ? found.unfinished : undefined
  const { region, partition } =
    'record' in found ? found.record : found.unfinished.intent.event.bucket
  const bucket = { name, account: access.caller.account, region, partition }
  const ports = access.portsOf(region)
  const posture = await readPosture(bucket, ports.s3)
  if (!posture) throw new Error(`Cannot undo: there is no bucket "${name}" any more`)
  const record =
    'record' in found ? found.record : recoverRecord(found.unfinished, posture, ports.now())
  const plan = planUndo(record, posture, options.ownStatementsOnly === true)
  const actor = actorOf(access.caller, 'undo')
  const interrupted = await findInterruptedUndo(record.id, bucket, actor, ports)
  const isDone = plan.steps.length + plan.changed.length === 0 && !interrupted
  const already = isDone ? await lastingUndo(record.id, bucket, ports) : undefined
  if (already) return sayAlreadyUndone(already, options)
  await refusePlainHttpOfUndo(plan, bucket, options)
  // Undoing an undo ends its hold.
  const until = record.undo?.until ? null : await lastDayOfHold(bucket, options.until, ports)
  const change = { record, unfinished, interrupted, plan, until, actor, posture }
  const code = await confirmAndUndo({ ...change, options, access, ports, interruption })
  process.exitCode = interruption.aborted && !options.dryRun ? EXIT.interrupted : code
}

const FINISHING = 'Finishing the undo, if it has begun. Press Ctrl-C again to stop at once.'

interface Given {
  readonly record: RemediationRecord
  /** The entry in the journal that lacks the record, because the run that made the change was interrupted. */
  readonly unfinished: JournalEntry | undefined
  /** The entry of an interrupted undo of the change. */
  readonly interrupted: JournalPlace | undefined
  readonly plan: UndoPlan
  readonly actor: Actor
  /** The last day of the hold. `null`: no hold. */
  readonly until: string | null
  readonly options: UndoOptions
  readonly access: JournalAccess
  readonly ports: PersonalPorts
  readonly posture: Parameters<typeof undoChange>[0]['posture']
  readonly interruption: AbortSignal
}

type Say = (lines: readonly string[]) => Promise<void>

async function confirmAndUndo(given: Given): Promise<ExitCode> {
  const { record, interrupted, plan, options } = given
  const { bucket } = given.posture
  const then = plan.steps.reduce<Snapshot>(
    (now, step) => snapshotAfter(now, step, bucket),
    plan.now,
  )
  const say: Say = async (lines) => {
    if (!options.json) await writeOut(lines.map((line) => `${line}\n`).join(''))
  }
  await say([
    `Undo ${visible(record.id)} of ${visible(record.time ?? 'an unknown time')} on ${record.bucket}`,
  ])
  if (interrupted) {
    await say([`An undo of it was begun at ${interrupted.entry.started}, and is not complete.`])
  }
  if (plan.changed.length > 0) {
    await say(refusalLines(record, plan))
    return printResult(given, { undone: false, changed: plan.changed }, EXIT.findings)
  }
  await say(plan.steps.length > 0 ? diffOf(plan.now, then) : ['There is nothing to write.'])
  if (!given.access.hasJournal) await say(withoutJournalLines(record, plan, given.until))
  if (given.until !== null) printNotes(notesOnHold(bucket, given.ports.journalRegion))
  if (options.dryRun) return printResult(given, { undone: false, then }, EXIT.well)
  const isWanted = options.yes || (await isConfirmed('Undo it?', given.interruption))
  if (!isWanted || given.interruption.aborted) {
    await say(['Nothing was changed.'])
    return printResult(given, { undone: false, then }, EXIT.findings)
  }
  return undo(given, say)
}

async function undo(given: Given, say: Say): Promise<ExitCode> {
  const { record, unfinished, plan, access, ports } = given
  if (unfinished) await completeEntry(unfinished, record, ports)
  const { record: result, error } = await undoChange(requestOf(given), ports)
  const isUndone = result.outcome === 'undone' && error === undefined
  const problem = error === undefined ? {} : { unfinished: errorText(error) }
  await say(result.steps.flatMap((step) => describeStepResult(step, result)))
  await say(whatNext(result, plan, access.hasJournal))
  if (problem.unfinished) await say([`${visible(problem.unfinished)}. ${COMPLETION}`])
  return printResult(
    given,
    { undone: isUndone, record: result, ...problem },
    isUndone ? EXIT.well : EXIT.findings,
  )
}

const COMPLETION = 'Run the same command again to complete the undo.'

const requestOf = ({ record, plan, until, options, actor, posture, interrupted }: Given) => ({
  ...{ id: `undo-${randomUUID()}`, actor, posture, plan, interrupted },
  undo: {
    ...{ of: record.id, until, controls: plan.controls },
    ...(options.ownStatementsOnly && { ownStatementsOnly: true as const }),
  },
})

async function printResult(
  { options, record }: Given,
  result: object,
  code: ExitCode,
): Promise<ExitCode> {
  if (options.json) await writeOut(`${printableJson({ undoes: record.id, ...result })}\n`)
  return code
}
