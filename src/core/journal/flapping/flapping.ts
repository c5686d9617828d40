import type { ControlId } from '../../controls/ids.ts'
import type { Actor } from '../../event.ts'

/** A control that was remediated and undone so often that Cooper only reports on it for a while. */
export interface Flapping {
  readonly control: ControlId
  /** How often Cooper remediated it. */
  readonly times: number
  /** The time of the first of these remediations, ISO 8601 in UTC. */
  readonly since: string
  /** The end of the period in which Cooper only reports on it. */
  readonly until: string
  /** The callers after whose calls the control was non-compliant again, the latest first. */
  readonly by: readonly Actor[]
}
