import { randomUUID } from 'node:crypto'
import { readPosture } from '../../check/read-bucket.ts'
import { planUndo } from '../../core/journal/plan-undo.ts'
import { recoverRecord } from '../../core/journal/recover-record.ts'
import { visible } from '../../core/printable.ts'
import { findInterruptedUndo } from '../../remediation/find-interrupted-run.ts'
import { undoChange } from '../../remediation/undo-change.ts'
import { actorOf } from '../options/actor.ts'
import { type EndpointOptions, refusePlainHttpOfUndo } from '../options/endpoint-options.ts'
import { type JournalOptions, openJournal } from '../options/journal-options.ts'
import { printNotes } from '../options/settings-options.ts'
import { interruptible } from '../terminal/interruption.ts'
import { lastingUndo, sayAlreadyUndone } from './already-undone.ts'
import { completeEntry } from './complete-entry.ts'
import { type ConfirmOptions, confirmAndUndo, type UndoTask } from './confirm-and-undo.ts'
import { findChange } from './find-change.ts'
import { lastDayOfHold } from './last-day.ts'
import { notesOnHold, refusalLines, whatNext, withoutJournalLines } from './undo-lines.ts'

export interface UndoOptions extends JournalOptions, EndpointOptions, ConfirmOptions {
  readonly record?: string
  readonly until?: string
  readonly ownStatementsOnly?: true
}

export async function undoBucket(name: string, options: UndoOptions) {
  const interruption = interruptible(FINISHING)
  const access = await openJournal(options)
  const found = await findChange(name, options.record, access)
  if ('already' in found) return sayAlreadyUndone(found.already, options)
  const unfinished = 'unfinished' in found ? found.unfinished : undefined
  const { region, partition } =
    'record' in found ? found.record : found.unfinished.intent.event.bucket
  const bucket = { name, account: access.account, region, partition }
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
  if (until !== null) printNotes(notesOnHold(bucket, ports.journalRegion))
  const { hasJournal } = access
  const task: UndoTask = {
    ...{ plan, posture },
    intro: [
      `Undo ${visible(record.id)} of ${visible(record.time ?? 'an unknown time')} on ${record.bucket}`,
      ...(interrupted
        ? [`An undo of it was begun at ${interrupted.entry.started}, and is not complete.`]
        : []),
    ],
    refusal: () => refusalLines(record, plan),
    warnings: hasJournal ? [] : withoutJournalLines(record, plan, until),
    question: 'Undo it?',
    about: { undoes: record.id },
    async undo() {
      if (unfinished) await completeEntry(unfinished, record, ports)
      const { controls } = plan
      const own = options.ownStatementsOnly && { ownStatementsOnly: options.ownStatementsOnly }
      const id = `undo-${randomUUID()}`
      const undo = { of: record.id, until, controls, ...own }
      return undoChange({ id, actor, posture, plan, undo, interrupted }, ports)
    },
    next: (result) => whatNext(result, plan, hasJournal),
  }
  process.exitCode = await confirmAndUndo(task, options, interruption)
}

const FINISHING = 'Finishing the undo, if it has begun. Press Ctrl-C again to stop at once.'
