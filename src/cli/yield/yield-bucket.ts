import { randomUUID } from 'node:crypto'
import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import { createS3Client } from '../../aws/s3/s3-client.ts'
import { readPosture } from '../../check/read-bucket.ts'
import { partitionOf } from '../../core/bucket.ts'
import { planRemoval } from '../../core/journal/plan-removal.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { undoCommandOf } from '../../core/journal/undo-command.ts'
import { undoChange } from '../../remediation/undo-change.ts'
import { NO_JOURNAL } from '../history/history.ts'
import { actorOf } from '../options/actor.ts'
import { type JournalOptions, openJournal } from '../options/journal-options.ts'
import { printNotes } from '../options/settings-options.ts'
import { interruptible } from '../terminal/interruption.ts'
import { type ConfirmOptions, confirmAndUndo, type UndoTask } from '../undo/confirm-and-undo.ts'
import { notesOnHold } from '../undo/undo-lines.ts'

export interface YieldOptions extends JournalOptions, ConfirmOptions {
  /** Milliseconds. */
  readonly for: number
}

export async function yieldBucket(name: string, options: YieldOptions): Promise<void> {
  const interruption = interruptible(FINISHING)
  const { caller, account, portsOf, hasJournal } = await openJournal(options)
  // The bot finds the hold in the journal only.
  if (!hasJournal) throw new Error(NO_JOURNAL)
  const { region: home } = caller
  const located = await locateBucket(createS3Client(process.env, 5, { region: home }), name)
  const region = located ?? home
  const bucket = { name, account, region, partition: partitionOf(region) }
  const ports = portsOf(region)
  const posture = await readPosture(bucket, ports.s3)
  if (!posture) throw new Error(`Cannot make room: there is no bucket "${name}"`)
  const plan = planRemoval(posture)
  const until = new Date(ports.now().getTime() + options.for).toISOString().replace(/\.\d+Z$/, 'Z')
  printNotes(notesOnHold(bucket, ports.journalRegion))
  const [step] = plan.steps
  const remains = step ? step.value : plan.now.policy
  const task: UndoTask = {
    ...{ plan, posture },
    intro: [`Make room for a template on ${name}`],
    refusal: () => [],
    warnings: remains ? [OTHERS_REMAIN] : [],
    question: 'Make room?',
    about: { yields: name },
    undo: () =>
      undoChange(
        {
          ...{ id: `yield-${randomUUID()}`, actor: actorOf(caller, 'yield'), posture, plan },
          undo: { until, controls: plan.controls, ownStatementsOnly: true },
          interrupted: undefined,
        },
        ports,
      ),
    next: whatNextAfterYield,
  }
  process.exitCode = await confirmAndUndo(task, options, interruption)
}

const FINISHING = 'Finishing what has begun. Press Ctrl-C again to stop at once.'

const OTHERS_REMAIN =
  'The bucket policy has statements of others, so it stays. CloudFormation creates no bucket policy here: import this one into the stack.'

function whatNextAfterYield({ id, bucket, outcome, undo }: RemediationRecord): readonly string[] {
  if (outcome !== 'undone') return ['There is no room. Cooper fixes the bucket as before.']
  return [
    `Deploy now. Cooper leaves ${undo?.controls.join(' ')} of this bucket alone until ${undo?.until}.`,
    `To end that earlier: ${undoCommandOf(id, bucket)} --own-statements-only`,
  ]
}
