import type { ControlId } from './controls/ids.ts'
import { strengthen } from './encryption/demand.ts'
import { isSameRule } from './encryption/rule.ts'
import { mergeOwnStatements } from './policy/own-statement.ts'
import { isSamePolicy } from './policy/same-policy.ts'
import { withoutOwn } from './policy/without-own.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from './posture.ts'
import type { RemediationRecord } from './record.ts'
import type { RestoreStep, Step } from './step.ts'

type Part = 'policy' | 'encryption'

/** What undoing a change comes to, by what stands there now. */
export interface UndoPlan {
  /** What it served: Cooper holds still on these. */
  readonly controls: readonly ControlId[]
  readonly steps: readonly RestoreStep[]
  /** The parts that somebody changed since: they are not put back. */
  readonly changed: readonly Part[]
  readonly now: Snapshot
}

/** Puts back what stood there before, part by part, as far as each is as Cooper left it. Throws where the record does not tell. */
export function planUndo(
  record: RemediationRecord,
  live: BucketPosture,
  onlyOurs: boolean,
): UndoPlan {
  const now = snapshotOf(live)
  const parts = partsOf(record)
  // Undoing an undo ends its hold, though that have written nothing.
  if (parts.length === 0 && !record.undo) throw cannotUndo(record, 'nothing was done then')
  const controls = record.undo?.controls ?? [
    ...new Set(doneIn(record).flatMap(({ step }) => step.controls)),
  ]
  for (const part of parts) {
    if (now[part] === undefined) throw cannotUndo(record, `the ${part} can't be read`)
    if (record.before[part] === undefined || record.after[part] === undefined) {
      throw cannotUndo(
        record,
        `the record does not tell its ${part}: take the whole one, from the journal or the log`,
      )
    }
  }
  if (onlyOurs) return { controls, changed: [], now, steps: ownStatementsOut(record, live, now) }
  const left = leftBy(record)
  const changed = parts.filter(
    (part) => !isSame(part, now, left) && !isSame(part, now, record.before),
  )
  const steps = parts
    .filter((part) => !changed.includes(part) && !isSame(part, now, record.before))
    .map((part) => restoring(part, record.before, now, controls))
  return { controls, steps, changed, now }
}

/** What stood there after Cooper's writes. By the second look, `after` in the record, somebody else may have written too. */
export const leftBy = (record: RemediationRecord): Snapshot =>
  doneIn(record).reduce((snapshot, { step }) => putBy(step, snapshot, record), record.before)

function putBy(step: Step, snapshot: Snapshot, record: RemediationRecord): Snapshot {
  const { policy, encryption } = snapshot
  const { bucket: name, account, region, partition } = record
  const bucket = { name, account, region, partition }
  switch (step.type) {
    case 'put-bucket-policy':
      return {
        ...snapshot,
        policy: mergeOwnStatements(policy ?? undefined, step, bucket).document ?? null,
      }
    case 'put-bucket-encryption':
      return {
        ...snapshot,
        encryption: strengthen(encryption ?? undefined, step.demand, bucket) ?? null,
      }
    default:
      return snapshotAfter(snapshot, step)
  }
}

const doneIn = ({ steps }: RemediationRecord) => steps.filter(({ status }) => status === 'done')

const partsOf = (record: RemediationRecord): readonly Part[] =>
  (['policy', 'encryption'] as const).filter((part) =>
    doneIn(record).some(({ step }) => step.type.endsWith(`-bucket-${part}`)),
  )

/** What stands there after a step, in the form of a snapshot. */
export function snapshotAfter(snapshot: Snapshot, step: RestoreStep): Snapshot {
  return step.type === 'restore-bucket-policy'
    ? { ...snapshot, policy: step.policy }
    : { ...snapshot, encryption: step.rule }
}

const isSame = (part: Part, one: Snapshot, other: Snapshot): boolean =>
  part === 'policy'
    ? isSamePolicy(one.policy ?? null, other.policy ?? null)
    : isSameRule(one.encryption ?? null, other.encryption ?? null)

function restoring(
  part: Part,
  { policy = null, encryption: rule = null }: Snapshot,
  now: Snapshot,
  controls: readonly ControlId[],
): RestoreStep {
  return part === 'policy'
    ? { type: 'restore-bucket-policy', controls, policy, instead: now.policy ?? null }
    : { type: 'restore-bucket-encryption', controls, rule, instead: now.encryption ?? null }
}

function ownStatementsOut(
  record: RemediationRecord,
  { bucket }: BucketPosture,
  { policy: instead = null }: Snapshot,
): readonly RestoreStep[] {
  const done = doneIn(record)
  const sids = done
    .flatMap(({ statements = [] }) => statements)
    .flatMap(({ sid, change }) => (change === 'removed' ? [] : [sid]))
  const policy = withoutOwn(instead, sids, bucket)
  if (policy === instead) return []
  const controls = done.flatMap(({ step }) =>
    step.type === 'put-bucket-policy' ? step.controls : [],
  )
  return [{ type: 'restore-bucket-policy', controls, policy, instead }]
}

const cannotUndo = ({ id, bucket }: RemediationRecord, why: string) =>
  new Error(`Cannot undo the change ${JSON.stringify(id)} of bucket "${bucket}": ${why}`)
