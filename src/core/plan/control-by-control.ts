import { CONTROLS } from '../controls/all.ts'
import type { ControlId } from '../controls/ids.ts'
import { OWN_SIDS } from '../statements/cooper-statements.ts'
import type { Step } from '../step.ts'

type PolicyStep = Extract<Step, { type: 'put-bucket-policy' }>

/**
 * A step on the policy in parts, one a control, for a policy that has no room for all of them: first what only takes
 * statements out, then in the order of Cooper's statements.
 */
export const controlByControl = (step: PolicyStep): readonly PolicyStep[] =>
  step.controls
    .map((id) => partOf(step, id))
    .filter(({ required, obsolete }) => required.length + obsolete.length > 0)
    .toSorted((one, other) => positionOf(one) - positionOf(other))

function partOf(step: PolicyStep, id: ControlId): PolicyStep {
  const sids = CONTROLS.find((control) => control.id === id)?.ownSids ?? []
  return {
    ...step,
    controls: [id],
    required: step.required.filter(({ Sid }) => sids.includes(Sid)),
    obsolete: step.obsolete.filter((sid) => sids.includes(sid)),
  }
}

const positionOf = ({ required: [first] }: PolicyStep) => (first ? OWN_SIDS.indexOf(first.Sid) : -1)
