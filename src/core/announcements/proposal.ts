import { ATTRIBUTE_NAMES } from '../attributes/all.ts'
import type { AttributeName } from '../attributes/attribute.ts'
import type { ControlId } from '../controls/ids.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { bucketOfRecord, type RemediationRecord } from '../journal/record.ts'
import { snapshotAfter } from '../plan/after-step.ts'
import { isSameValue, type Snapshot } from '../posture.ts'

/** Whether the entry is the one that made a proposal, for the control if there is one. */
export const isProposal = (
  { record }: Pick<JournalEntry, 'record'>,
  control?: ControlId,
): boolean =>
  record !== undefined &&
  proposedIn(record).some((one) => control === undefined || one.control === control)

const proposedIn = ({ id, announced = [] }: RemediationRecord) =>
  announced.filter((one) => one.by === 'proposal' && one.isNew && one.id === id)

/** The controls that a person approves or rejects with a proposal: also those whose remedy is part of its steps. */
export function proposedControls(record: RemediationRecord): readonly ControlId[] {
  const proposed = proposedIn(record).map(({ control }) => control)
  const inGrace = (record.announced ?? []).filter(({ by }) => by === 'grace')
  const ofSteps = plannedFor(proposed, record).flatMap(({ step }) => step.controls)
  return [...new Set([...proposed, ...ofSteps])].filter(
    (id) => !inGrace.some(({ control }) => control === id),
  )
}

/** The attributes that a proposal would change, and that have another value than at its time. One that is not known now says nothing. */
export function changedSince(record: RemediationRecord, now: Snapshot): readonly AttributeName[] {
  const proposed = proposedIn(record).map(({ control }) => control)
  const planned = plannedFor(proposed, record).map(({ step }) => step.attribute)
  return ATTRIBUTE_NAMES.filter(
    (name) =>
      planned.includes(name) && now[name] !== undefined && !isSameValue(name, record.after, now),
  )
}

/**
 * Whether the change of a proposal leads to these values. A step that is also announced for other controls says nothing, nor
 * does an attribute that is not known now.
 */
export function isSameChange(record: RemediationRecord, wouldBe: Snapshot): boolean {
  const controls = proposedControls(record)
  const bucket = bucketOfRecord(record)
  return plannedFor(controls, record)
    .map(({ step }) => step)
    .filter((step) => step.controls.every((control) => controls.includes(control)))
    .filter((step) => wouldBe[step.attribute] !== undefined)
    .every((step) =>
      isSameValue(step.attribute, snapshotAfter(record.after, step, bucket), wouldBe),
    )
}

const plannedFor = (controls: readonly ControlId[], { steps }: RemediationRecord) =>
  steps.filter(
    ({ step, status }) =>
      status === 'planned' && step.controls.some((control) => controls.includes(control)),
  )
