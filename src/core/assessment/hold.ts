import type { ControlId } from '../controls/ids.ts'
import { type Exemption, exempt, type Finding, isCompliant } from '../finding.ts'

/** The undo of a change by a person. */
export interface Undo {
  /** The id of the undone record. */
  readonly of: string
  /** The last day of the hold, in UTC. `null`: no hold, because an undo was undone. */
  readonly until: string | null
  readonly controls: readonly ControlId[]
  /** Whether only Cooper's own statements were removed. */
  readonly ownStatementsOnly?: true
}

/** A control that Cooper leaves alone, because a person undid its change. */
export interface Hold extends Exemption {
  readonly by: 'undo'
  readonly control: ControlId
}

/** Exempts a finding whose control is on hold. */
export function withHold(finding: Finding, holds: readonly Hold[] = []): Finding {
  const hold = holds.find(({ control }) => control === finding.control)
  return hold && !isCompliant(finding) ? exempt(finding, hold) : finding
}
