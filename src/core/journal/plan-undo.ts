import { ATTRIBUTE_NAMES, ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName } from '../attributes/attribute.ts'
import type { Bucket } from '../bucket.ts'
import type { ControlId } from '../controls/ids.ts'
import { snapshotAfter } from '../plan/after-step.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from '../posture.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { RestoreStep } from '../step.ts'
import type { RemediationRecord } from './record.ts'

/** What undoing a change comes to, by what the bucket has now. */
export interface UndoPlan {
  /** What it served: Cooper leaves these alone. */
  readonly controls: readonly ControlId[]
  readonly steps: readonly RestoreStep[]
  /** The attributes that somebody changed since: they are not put back. */
  readonly changed: readonly AttributeName[]
  readonly now: Snapshot
}

/** Puts back what was there before, attribute by attribute, as far as each is as Cooper left it. Throws where the record does not say. */
export function planUndo(
  record: RemediationRecord,
  live: BucketPosture,
  ownStatementsOnly: boolean,
): UndoPlan {
  const now = snapshotOf(live)
  const names = attributesIn(record)
  if (names.length === 0 && !isHold(record)) throw cannotUndo(record, 'nothing was done then')
  if (ownStatementsOnly) return planOwnStatementsOnly(record, live, now)
  const controls = undoneControls(record, doneIn(record))
  for (const name of names) {
    if (now[name] === undefined) throw cannotUndo(record, `the ${name} can't be read`)
    if (record.before[name] === undefined) {
      throw cannotUndo(
        record,
        `the record does not have its ${name}: take the whole one, from the journal or the log`,
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

/** Of an undo that had nothing to write, what can be undone is the hold. */
const isHold = ({ undo, outcome }: RemediationRecord) => undo !== undefined && outcome === 'undone'

const undoneControls = ({ undo }: RemediationRecord, done: RemediationRecord['steps']) =>
  undo?.controls ?? [...new Set(done.flatMap(({ step }) => step.controls))]

const doneIn = ({ steps }: RemediationRecord) => steps.filter(({ status }) => status === 'done')

const attributesIn = (record: RemediationRecord): readonly AttributeName[] =>
  ATTRIBUTE_NAMES.filter((name) => doneIn(record).some(({ step }) => step.attribute === name))

/** What the writes of a change left. What differs from it somebody else put, maybe between two writes. */
export const snapshotAfterRecord = (record: RemediationRecord): Snapshot =>
  doneIn(record).reduce(
    (snapshot, { step }) => snapshotAfter(snapshot, step, bucketOfRecord(record)),
    record.before,
  )

const bucketOfRecord = ({ bucket, account, region, partition }: RemediationRecord): Bucket => ({
  ...{ name: bucket, account, region, partition },
})

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

/** Removes the statements that the change put, and makes Cooper leave what they served alone. All else of the change stays. */
function planOwnStatementsOnly(
  record: RemediationRecord,
  { bucket }: BucketPosture,
  now: Snapshot,
): UndoPlan {
  const done = doneIn(record).filter(({ step }) => step.attribute === 'policy')
  if (done.length === 0 && !isHold(record)) throw cannotUndo(record, 'no statement was put then')
  if (now.policy === undefined) throw cannotUndo(record, "the policy can't be read")
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
