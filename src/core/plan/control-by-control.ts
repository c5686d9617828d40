import { CONTROLS } from '../controls/all.ts'
import type { ControlId } from '../controls/ids.ts'
import { OWN_SIDS } from '../statements/cooper-statements.ts'
import type { PutStep } from '../step.ts'

/**
 * Splits a step on the policy into one step for each control, where the policy has no room for all statements. Steps that
 * only remove statements come first, the others follow in the order of Cooper's statements.
 */
export const controlByControl = (step: PutStep<'policy'>): readonly PutStep<'policy'>[] =>
  step.controls
    .map((id) => partOf(step, id))
    .filter(({ change }) => change.required.length + change.obsolete.length > 0)
    .toSorted((one, other) => positionOf(one) - positionOf(other))

function partOf(step: PutStep<'policy'>, id: ControlId): PutStep<'policy'> {
  const sids = CONTROLS.find((control) => control.id === id)?.ownSids ?? []
  const { required, obsolete } = step.change
  return {
    ...step,
    controls: [id],
    change: {
      required: required.filter(({ Sid }) => sids.includes(Sid)),
      obsolete: obsolete.filter((sid) => sids.includes(sid)),
    },
  }
}

function positionOf({ change }: PutStep<'policy'>): number {
  const [first] = change.required
  return first ? OWN_SIDS.indexOf(first.Sid) : -1
}
