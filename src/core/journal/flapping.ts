import type { ControlId } from '../controls/ids.ts'
import type { Actor } from '../event.ts'

/** A control that was mended and undone too often, so that Cooper holds still for a while. */
export interface Flapping {
  readonly control: ControlId
  /** How often it was mended. */
  readonly times: number
  /** When for the first time, ISO 8601 in UTC. */
  readonly since: string
  /** Until when Cooper only reports on it. */
  readonly until: string
  /** Those after whose calls it fell short again, the last one first. */
  readonly by: readonly Actor[]
}
