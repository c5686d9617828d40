import { randomUUID } from 'node:crypto'
import { readPosture } from '../../check/read-bucket.ts'
import { EXEMPT_TAG } from '../../core/assessment/exempt-tag.ts'
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
      id: `undo-${randomUUID()}`,
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

// Undoing an undo ends its hold.
const untilOf = ({ record, options, ports }: Pick<Given, 'record' | 'options' | 'ports'>) =>
  record.undo?.until ? null : (options.until ?? inThirtyDays(ports.now()))

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

const inThirtyDays = (now: Date) =>
  new Date(now.getTime() + 30 * DAY_IN_MILLISECONDS).toISOString().slice(0, 10)

function refusal(record: RemediationRecord, { changed, now }: UndoPlan): readonly string[] {
  const asLeft = snapshotAfterRecord(record)
  const instead = record.undo?.until
    ? 'end the hold and write nothing'
    : "remove only Cooper's own statements"
  return [
    `The ${changed.join(' and the ')} changed after Cooper's change, so Cooper restored nothing. What changed since then:`,
    ...diffOf(
      Object.fromEntries(changed.map((part) => [part, asLeft[part]])),
      Object.fromEntries(changed.map((part) => [part, now[part]])),
    ),
    `To ${instead}: npx cooper undo ${record.bucket} --record ${printable(record.id, 128)} --own-statements-only`,
  ]
}

const NOT_UNDONE = 'Not undone. There is no hold: Cooper fixes the bucket as before.'

const UNDONE_IN_PART =
  'Undone in part. Cooper leaves the undone part alone. Run the same command again to undo the rest.'

function whatNext({ access, plan }: Given, record: RemediationRecord): readonly string[] {
  const { undo, outcome, steps } = record
  const isInPart = steps.some(({ status }) => status === 'done')
  if (outcome === 'failed') return [isInPart ? UNDONE_IN_PART : NOT_UNDONE]
  if (undo?.until === null) return ['The hold has ended: Cooper fixes the bucket again.']
  if (!access.hasJournal) return []
  const controls = plan.controls.join(' ')
  return [`Cooper leaves ${controls} of this bucket alone until ${undo?.until}.`]
}

/** An exemption must exist before the undo, because the undo itself causes an event that the bot receives. */
const withoutJournal = (given: Given): readonly string[] => [
  'Without a journal Cooper does not know of this undo: its event makes Cooper fix the bucket again. To prevent that, before the undo, add the tag',
  `  ${EXEMPT_TAG} = ${given.plan.controls.join(' ')} until=${untilOf(given)}`,
  `to the bucket, or add ${given.record.bucket} to EXEMPT_BUCKETS of Cooper.`,
]

function printResult({ options, record }: Given, result: object, code: ExitCode): ExitCode {
  if (options.json) process.stdout.write(`${printableJson({ undoes: record.id, ...result })}\n`)
  return code
}
