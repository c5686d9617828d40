import { ATTRIBUTE_NAMES, ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName } from '../attributes/attribute.ts'
import type { ControlId } from '../controls/ids.ts'
import { snapshotAfter } from '../plan/after-step.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from '../posture.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { RestoreStep } from '../step.ts'
import { bucketOfRecord, type RemediationRecord } from './record.ts'

/** The steps that undo a change, given the current posture of the bucket. */
export interface UndoPlan {
  /** The controls that the change served: Cooper leaves them alone after the undo. */
  readonly controls: readonly ControlId[]
  readonly steps: readonly RestoreStep[]
  /** The attributes that somebody changed after Cooper: they are not restored. */
  readonly changed: readonly AttributeName[]
  readonly now: Snapshot
}

/** Restores each attribute that still has the value that Cooper put. Throws where the record lacks the earlier value. */
export function planUndo(
  record: RemediationRecord,
  live: BucketPosture,
  ownStatementsOnly: boolean,
): UndoPlan {
  const now = snapshotOf(live)
  const names = attributesIn(record)
  if (names.length === 0 && !isHold(record)) throw cannotUndo(record, 'it changed nothing')
  if (ownStatementsOnly) return planOwnStatementsOnly(record, live, now)
  const controls = undoneControls(record, doneIn(record))
  for (const name of names) {
    if (now[name] === undefined) throw cannotUndo(record, `Cooper cannot read the ${name}`)
    if (record.before[name] === undefined) {
      throw cannotUndo(
        record,
        `the record lacks the ${name} from before: use the complete record in the journal or the log`,
      )
    }
  }
  const written = snapshotAfterRecord(record)
  const changed = names.filter(
    (name) => !isSameIn(name, now, written) && !isSameIn(name, now, record.before),
  )
  const steps = names
    .filter((name) => !changed.includes(name) && !isSameIn(name, now, record.before))
    .map((name) => restoreStepFor(name, record.before, now, controls))
  return { controls, steps, changed, now }
}

/** An undo that wrote nothing still set a hold, which can be undone. */
const isHold = ({ undo, outcome }: RemediationRecord) => undo !== undefined && outcome === 'undone'

const undoneControls = ({ undo }: RemediationRecord, done: RemediationRecord['steps']) =>
  undo?.controls ?? [...new Set(done.flatMap(({ step }) => step.controls))]

const doneIn = ({ steps }: RemediationRecord) => steps.filter(({ status }) => status === 'done')

const attributesIn = (record: RemediationRecord): readonly AttributeName[] =>
  ATTRIBUTE_NAMES.filter((name) => doneIn(record).some(({ step }) => step.attribute === name))

/** The values after a change. Where the bucket has another value, somebody else put it. */
export const snapshotAfterRecord = (record: RemediationRecord): Snapshot =>
  doneIn(record).reduce(
    (snapshot, { step }) => snapshotAfter(snapshot, step, bucketOfRecord(record)),
    record.before,
  )

const isSameIn = <Name extends AttributeName>(name: Name, one: Snapshot, other: Snapshot) =>
  ATTRIBUTES[name].isSame(one[name] ?? null, other[name] ?? null)

const restoreStepFor = <Name extends AttributeName>(
  name: Name,
  before: Snapshot,
  now: Snapshot,
  controls: readonly ControlId[],
) =>
  ({
    ...{ action: 'restore', attribute: name, controls },
    ...{ value: before[name] ?? null, expected: now[name] ?? null },
  }) as RestoreStep<Name>

/** Removes only the statements that the change added, and sets a hold on their controls. */
function planOwnStatementsOnly(
  record: RemediationRecord,
  { bucket }: BucketPosture,
  now: Snapshot,
): UndoPlan {
  const done = doneIn(record).filter(({ step }) => step.attribute === 'policy')
  if (done.length === 0 && !isHold(record)) throw cannotUndo(record, 'it added no statement')
  if (now.policy === undefined) throw cannotUndo(record, 'Cooper cannot read the policy')
  const sids = done
    .flatMap(({ statements = [] }) => statements)
    .flatMap(({ sid, change }) => (change === 'removed' ? [] : [sid]))
  const expected = now.policy
  const value = withoutOwn(expected, sids, bucket)
  const controls = undoneControls(record, done)
  const steps: readonly RestoreStep[] =
    value === expected
      ? []
      : [{ action: 'restore', attribute: 'policy', controls, value, expected }]
  return { controls, steps, changed: [], now }
}

const cannotUndo = ({ id, bucket }: RemediationRecord, why: string) =>
  new Error(`Cannot undo the change ${JSON.stringify(id)} of bucket "${bucket}": ${why}`)
