import { randomUUID } from 'node:crypto'
import { EXEMPT_TAG } from '../core/exempt-tag.ts'
import { UNDO } from '../core/journal/entry.ts'
import { printable, printableJson } from '../core/printable.ts'
import type { RemediationRecord } from '../core/record.ts'
import { leftBy, planUndo, snapshotAfter, type UndoPlan } from '../core/undo.ts'
import { whatHappened } from '../core/what-happened.ts'
import { readPosture } from '../read-bucket.ts'
import { undoChange } from '../undo-change.ts'
import { isConfirmed } from './ask.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { findRecord } from './find-record.ts'
import { type JournalAccess, type JournalOptions, openJournal } from './journal-access.ts'
import { diffOf } from './posture-diff.ts'

export interface UndoOptions extends JournalOptions {
  readonly record?: string
  readonly until?: string
  readonly onlyOurs?: true
  readonly dryRun?: true
  readonly yes?: true
  readonly json?: true
}

export async function undoBucket(name: string, options: UndoOptions) {
  const access = await openJournal(options)
  const record = await findRecord(name, options.record, access)
  const { region, partition } = record
  const bucket = { name, account: access.caller.account, region, partition }
  const posture = await readPosture(bucket, access.edge.s3)
  if (!posture) throw new Error(`Cannot undo: there is no bucket "${name}" any more`)
  const plan = planUndo(record, posture, options.onlyOurs === true)
  process.exitCode = await carryOut({ record, plan, options, access, posture })
}

interface Given {
  readonly record: RemediationRecord
  readonly plan: UndoPlan
  readonly options: UndoOptions
  readonly access: JournalAccess
  readonly posture: Parameters<typeof undoChange>[0]['posture']
}

async function carryOut(given: Given): Promise<ExitCode> {
  const { record, plan, options } = given
  const then = plan.steps.reduce(snapshotAfter, plan.now)
  const say = (lines: readonly string[]) => {
    if (!options.json) process.stdout.write(lines.map((line) => `${line}\n`).join(''))
  }
  say([`Undo ${printable(record.id)} of ${record.time ?? 'an unknown time'} on ${record.bucket}`])
  if (plan.changed.length > 0) {
    say(refusal(record, plan))
    return conclude(given, { undone: false, changed: plan.changed }, EXIT.findings)
  }
  say(
    plan.steps.length > 0
      ? diffOf(plan.now, then)
      : ['The bucket stands as it stood before: nothing is to be written.'],
  )
  if (options.dryRun) return conclude(given, { undone: false, then }, EXIT.well)
  if (!options.yes && !(await isConfirmed('Undo it?'))) {
    say(['Nothing was changed.'])
    return conclude(given, { undone: false, then }, EXIT.findings)
  }
  const result = await undo(given)
  say(result.steps.flatMap((step) => whatHappened(step, result)))
  say(whatNext(given, result))
  const isUndone = result.outcome === 'undone'
  return conclude(given, { undone: isUndone, record: result }, isUndone ? EXIT.well : EXIT.findings)
}

function undo({ record, plan, options, access, posture }: Given): Promise<RemediationRecord> {
  const { caller, edge } = access
  const kind = caller.arn.includes(':assumed-role/') ? 'AssumedRole' : 'IAMUser'
  return undoChange(
    {
      id: `${UNDO}${randomUUID()}`,
      actor: {
        arn: caller.arn,
        kind,
        invokedBy: undefined,
        sourceAddress: undefined,
        userAgent: 'cooper undo',
      },
      posture,
      plan,
      // Who undoes an undo lets the bot at it again.
      undo: {
        of: record.id,
        until: record.undo?.until ? null : (options.until ?? inThirtyDays(edge.now())),
        controls: plan.controls,
      },
    },
    edge,
  )
}

const DAY = 24 * 60 * 60 * 1000

const inThirtyDays = (now: Date) => new Date(now.getTime() + 30 * DAY).toISOString().slice(0, 10)

const refusal = (record: RemediationRecord, { changed, now }: UndoPlan) => [
  `Somebody changed the ${changed.join(' and the ')} since Cooper did, so nothing was put back. Since then:`,
  ...diffOf(
    Object.fromEntries(changed.map((part) => [part, leftBy(record)[part]])),
    Object.fromEntries(changed.map((part) => [part, now[part]])),
  ),
  `To take out only Cooper's own statements: cooper undo ${record.bucket} --record ${printable(record.id, 128)} --only-ours`,
]

function whatNext({ access, plan }: Given, { bucket, undo }: RemediationRecord): readonly string[] {
  const controls = plan.controls.join(' ')
  if (undo?.until === null) return ['Cooper looks after the bucket again.']
  if (access.hasJournal) {
    return [`Cooper holds still on ${controls} of this bucket until ${undo?.until}.`]
  }
  return [
    'Without a journal Cooper does not know of this, and mends the bucket at its next change. To keep it off, whoever may tag the bucket adds',
    `  the tag ${EXEMPT_TAG} = ${controls} until=${undo?.until}`,
    `or whoever runs Cooper adds ${bucket} to EXEMPT_BUCKETS.`,
  ]
}

function conclude({ options, record }: Given, result: object, code: ExitCode): ExitCode {
  if (options.json) process.stdout.write(`${printableJson({ undoes: record.id, ...result })}\n`)
  return code
}
