import type { ControlId } from '../controls/ids.ts'
import { type Exemption, exempt, type Finding, isCompliant } from '../finding.ts'

/** A person's undo of a change. */
export interface Undo {
  /** The id of the record that was undone. */
  readonly of: string
  /** The last day on which Cooper holds still, in UTC; `null`: it does not, since an undo was undone. */
  readonly until: string | null
  readonly controls: readonly ControlId[]
  /** Cooper's own statements were taken out, and no more. */
  readonly ownStatementsOnly?: true
}

/** A control on which Cooper holds still, since a person undid what it did. */
export interface Hold extends Exemption {
  readonly by: 'undo'
  readonly control: ControlId
}

/** A finding in the light of what a person undid. */
export function withHold(finding: Finding, holds: readonly Hold[] = []): Finding {
  const hold = holds.find(({ control }) => control === finding.control)
  return hold && !isCompliant(finding) ? exempt(finding, hold) : finding
}
