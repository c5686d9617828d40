import { randomUUID } from 'node:crypto'
import { styleText } from 'node:util'
import PQueue from 'p-queue'
import { readPosture } from '../../check/read-bucket.ts'
import type { Bucket } from '../../core/bucket.ts'
import { errorText } from '../../core/cooper-error.ts'
import { BY_UNINSTALL } from '../../core/event.ts'
import { planRemoval } from '../../core/journal/plan-removal.ts'
import { undoCommandOf } from '../../core/journal/undo-command.ts'
import { describeStepResult } from '../../core/messages/describe-step-result.ts'
import { visible } from '../../core/printable.ts'
import { type UndoResult, undoChange } from '../../remediation/undo-change.ts'
import { plural } from '../fix/fix-lines.ts'
import { actorOf } from '../options/actor.ts'
import { journalOf, type PersonalPorts, personalPorts } from '../options/ports.ts'
import type { Selections } from '../options/selection.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import { lastDayOfHold } from '../undo/last-day.ts'
import type { Show, UninstallOptions } from './uninstall-options.ts'

const REMOVALS_AT_ONCE = 8

/** Removes Cooper's statements from these buckets. One that fails does not stop the others. */
export async function removeAll(
  buckets: readonly Bucket[],
  selections: Selections,
  options: UninstallOptions,
  show: Show,
  signal: AbortSignal,
): Promise<ExitCode> {
  const portsOf = await portsByAccount(selections, options)
  const removed: Bucket[] = []
  const remove = async (bucket: Bucket) => {
    if (signal.aborted) return
    const ports = portsOf(bucket)
    const result = await removeFrom(bucket, selections, options, ports).catch(failed)
    const { record, error } = result
    const isDone = error === undefined && (record === undefined || record.outcome === 'undone')
    if (isDone) removed.push(bucket)
    const { name, account } = bucket
    const problem = error === undefined ? {} : { error: errorText(error) }
    const isOwn = account === selections.caller.account
    await show(resultLines(bucket, result, isDone, isOwn ? '' : ` --account ${account}`), {
      ...{ bucket: name, account, removed: isDone },
      ...(record && { record }),
      ...problem,
    })
  }
  const queue = new PQueue({ concurrency: REMOVALS_AT_ONCE })
  await queue.addAll(buckets.map((bucket) => () => remove(bucket)))
  process.stderr.write(
    `Cooper's statements were removed from ${removed.length} of ${plural(buckets.length, 'bucket')}.\n`,
  )
  if (signal.aborted) return EXIT.interrupted
  return removed.length === buckets.length ? EXIT.well : EXIT.findings
}

type Removal = Partial<UndoResult>

const failed = (error: unknown): Removal => ({ error })

/** No record: somebody else removed them, or deleted the bucket. */
async function removeFrom(
  bucket: Bucket,
  { caller }: Selections,
  options: UninstallOptions,
  ports: PersonalPorts,
): Promise<Removal> {
  const posture = await readPosture(bucket, ports.s3)
  const plan = posture && planRemoval(posture, options.control)
  if (!plan || plan.steps.length === 0) return {}
  // Without a journal the bot would not find the hold.
  const hasJournal = journalOf(options) !== undefined
  const until = hasJournal ? await lastDayOfHold(bucket, options.until, ports) : null
  return undoChange(
    {
      ...{ id: `uninstall-${randomUUID()}`, name: BY_UNINSTALL, posture, plan },
      actor: actorOf(caller, 'uninstall'),
      undo: { until, controls: plan.controls, ownStatementsOnly: true },
      interrupted: undefined,
    },
    ports,
  )
}

async function portsByAccount(
  { all, caller }: Selections,
  options: UninstallOptions,
): Promise<(bucket: Bucket) => PersonalPorts> {
  const opened = await Promise.all(
    all.map(async (one) => [one.account, await personalPorts(options, caller, one)] as const),
  )
  const ports = new Map(opened)
  return ({ account, region }) => {
    const portsIn = ports.get(account)
    if (!portsIn) throw new Error(`Cannot change a bucket of account ${account}`)
    return portsIn(region)
  }
}

function resultLines(bucket: Bucket, { record, error }: Removal, isDone: boolean, more: string) {
  const mark = isDone ? styleText('green', '✓') : styleText('red', '✗')
  const happened = isDone
    ? []
    : (record?.steps ?? []).flatMap((step) => (record ? describeStepResult(step, record) : []))
  const command = isDone && record ? undoCommandOf(record.id, bucket.name) : undefined
  const next = command ? [`To put them back: ${command}${more}`] : []
  const why = error === undefined ? [] : [`${visible(errorText(error))}.`]
  return [
    `${mark} ${bucket.name}  ${isDone ? 'removed' : 'not removed'}`,
    ...[...happened, ...why, ...next].map((line) => `  ${line}`),
  ]
}
