import { errorText } from '../../core/cooper-error.ts'
import type { UndoPlan } from '../../core/journal/plan-undo.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { describeStepResult } from '../../core/messages/describe-step-result.ts'
import { snapshotAfter } from '../../core/plan/after-step.ts'
import type { BucketPosture, Snapshot } from '../../core/posture.ts'
import { printableJson, visible } from '../../core/printable.ts'
import type { UndoResult } from '../../remediation/undo-change.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { diffOf } from '../terminal/posture-diff.ts'
import { writeOut } from '../terminal/standard-output.ts'

/** What a person is asked before an undo, and what follows. */
export interface UndoTask {
  readonly plan: UndoPlan
  readonly posture: BucketPosture
  /** The first lines. */
  readonly intro: readonly string[]
  /** Why nothing is written where `plan.changed` names attributes. */
  readonly refusal: () => readonly string[]
  /** What to know before the answer. */
  readonly warnings: readonly string[]
  readonly question: string
  /** The first fields of the JSON. */
  readonly about: object
  undo(): Promise<UndoResult>
  next(record: RemediationRecord): readonly string[]
}

export interface ConfirmOptions {
  readonly dryRun?: true
  readonly yes?: true
  readonly json?: true
}

/** Shows what an undo would change, asks for confirmation, undoes it and prints the result. */
export async function confirmAndUndo(
  task: UndoTask,
  options: ConfirmOptions,
  interruption: AbortSignal,
): Promise<ExitCode> {
  const { plan, posture, intro, warnings, question, about } = task
  const then = plan.steps.reduce<Snapshot>(
    (now, step) => snapshotAfter(now, step, posture.bucket),
    plan.now,
  )
  const say = async (lines: readonly string[]) => {
    if (!options.json) await writeOut(lines.map((line) => `${line}\n`).join(''))
  }
  const end = async (result: object, code: ExitCode) => {
    if (options.json) await writeOut(`${printableJson({ ...about, ...result })}\n`)
    return interruption.aborted && !options.dryRun ? EXIT.interrupted : code
  }
  await say(intro)
  if (plan.changed.length > 0) {
    await say(task.refusal())
    return end({ undone: false, changed: plan.changed }, EXIT.findings)
  }
  await say(plan.steps.length > 0 ? diffOf(plan.now, then) : ['There is nothing to write.'])
  await say(warnings)
  if (options.dryRun) return end({ undone: false, then }, EXIT.well)
  const isWanted = options.yes || (await isConfirmed(question, interruption))
  if (!isWanted || interruption.aborted) {
    await say(['Nothing was changed.'])
    return end({ undone: false, then }, EXIT.findings)
  }
  const { record, error } = await task.undo()
  const isUndone = record.outcome === 'undone' && error === undefined
  const problem = error === undefined ? {} : { incomplete: errorText(error) }
  await say(record.steps.flatMap((step) => describeStepResult(step, record)))
  await say(task.next(record))
  if (problem.incomplete) await say([`${visible(problem.incomplete)}. ${COMPLETION}`])
  return end({ undone: isUndone, record, ...problem }, isUndone ? EXIT.well : EXIT.findings)
}

const COMPLETION = 'Run the same command again to complete it.'
