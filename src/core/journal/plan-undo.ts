import type { ControlId } from '../controls/ids.ts'
import { isSameRule } from '../encryption/rule.ts'
import { snapshotAfter } from '../plan/snapshot-after.ts'
import { isSamePolicy } from '../policy/same-policy.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from '../posture.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { RestoreStep } from '../step.ts'
import type { RemediationRecord } from './record.ts'

type AttributeName = 'policy' | 'encryption'

/** What undoing a change comes to, by what stands there now. */
export interface UndoPlan {
  /** What it served: Cooper holds still on these. */
  readonly controls: readonly ControlId[]
  readonly steps: readonly RestoreStep[]
  /** The parts that somebody changed since: they are not put back. */
  readonly changed: readonly AttributeName[]
  readonly now: Snapshot
}

/** Puts back what stood there before, part by part, as far as each is as Cooper left it. Throws where the record does not tell. */
export function planUndo(
  record: RemediationRecord,
  live: BucketPosture,
  ownStatementsOnly: boolean,
): UndoPlan {
  const now = snapshotOf(live)
  const parts = partsOf(record)
  if (parts.length === 0 && !isHold(record)) throw cannotUndo(record, 'nothing was done then')
  if (ownStatementsOnly) return planOwnStatementsOnly(record, live, now)
  const controls = undoneControls(record, doneIn(record))
  for (const part of parts) {
    if (now[part] === undefined) throw cannotUndo(record, `the ${part} can't be read`)
    if (record.before[part] === undefined) {
      throw cannotUndo(
        record,
        `the record does not tell its ${part}: take the whole one, from the journal or the log`,
      )
    }
  }
  const left = snapshotLeftBy(record)
  const changed = parts.filter(
    (part) => !isSameAttribute(part, now, left) && !isSameAttribute(part, now, record.before),
  )
  const steps = parts
    .filter((part) => !changed.includes(part) && !isSameAttribute(part, now, record.before))
    .map((part) => restoring(part, record.before, now, controls))
  return { controls, steps, changed, now }
}

/** Of an undo that had nothing to write, what can be undone is that Cooper holds still. */
const isHold = ({ undo, outcome }: RemediationRecord) => undo !== undefined && outcome === 'undone'

const undoneControls = ({ undo }: RemediationRecord, done: RemediationRecord['steps']) =>
  undo?.controls ?? [...new Set(done.flatMap(({ step }) => step.controls))]

const doneIn = ({ steps }: RemediationRecord) => steps.filter(({ status }) => status === 'done')

const partsOf = (record: RemediationRecord): readonly AttributeName[] =>
  (['policy', 'encryption'] as const).filter((part) =>
    doneIn(record).some(({ step }) => step.type.endsWith(`-bucket-${part}`)),
  )

/** What the writes of a change made of what stood there before. What differs somebody else put, be it in between. */
export const snapshotLeftBy = (record: RemediationRecord): Snapshot =>
  doneIn(record).reduce(
    (snapshot, { step }) => snapshotAfter(snapshot, step, { ...record, name: record.bucket }),
    record.before,
  )

const isSameAttribute = (part: AttributeName, one: Snapshot, other: Snapshot): boolean =>
  part === 'policy'
    ? isSamePolicy(one.policy ?? null, other.policy ?? null)
    : isSameRule(one.encryption ?? null, other.encryption ?? null)

function restoring(
  part: AttributeName,
  { policy = null, encryption: rule = null }: Snapshot,
  now: Snapshot,
  controls: readonly ControlId[],
): RestoreStep {
  return part === 'policy'
    ? { type: 'restore-bucket-policy', controls, policy, instead: now.policy ?? null }
    : { type: 'restore-bucket-encryption', controls, rule, instead: now.encryption ?? null }
}

/** The statements out that the change put, and Cooper off what they served: all else of the change stays. */
function planOwnStatementsOnly(
  record: RemediationRecord,
  { bucket }: BucketPosture,
  now: Snapshot,
): UndoPlan {
  const done = doneIn(record).filter(({ step }) => step.type.endsWith('-bucket-policy'))
  if (done.length === 0 && !isHold(record)) throw cannotUndo(record, 'no statement was put then')
  if (now.policy === undefined) throw cannotUndo(record, "the policy can't be read")
  const sids = done
    .flatMap(({ statements = [] }) => statements)
    .flatMap(({ sid, change }) => (change === 'removed' ? [] : [sid]))
  const instead = now.policy
  const policy = withoutOwn(instead, sids, bucket)
  const controls = undoneControls(record, done)
  const steps: readonly RestoreStep[] =
    policy === instead ? [] : [{ type: 'restore-bucket-policy', controls, policy, instead }]
  return { controls, steps, changed: [], now }
}

const cannotUndo = ({ id, bucket }: RemediationRecord, why: string) =>
  new Error(`Cannot undo the change ${JSON.stringify(id)} of bucket "${bucket}": ${why}`)
