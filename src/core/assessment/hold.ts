import type { ControlId } from '../controls/ids.ts'
import {
  type Exemption,
  exempt,
  type Finding,
  isCompliant,
  isNonCompliant,
  unknown,
} from '../finding.ts'
import { isDay } from './exempt-tag.ts'

/** The undo of a change by a person, or the rejection of a proposal. Both set a hold. */
export interface Undo {
  /** The id of the undone record, or of the one that made the proposal. Absent: all of Cooper's statements were removed. */
  readonly of?: string
  /** The last day of the hold in UTC, or for a yield its end. `null`: no hold, because an undo was undone. */
  readonly until: string | null
  readonly controls: readonly ControlId[]
  /** Whether only Cooper's own statements were removed. */
  readonly ownStatementsOnly?: true
  /** Why the person rejected a proposal. Absent: it is the undo of a change. */
  readonly rejection?: string
}

/** Whether a hold is over. `now`: ISO 8601 in UTC, or a day. */
export const isHoldOver = (until: string, now: string): boolean =>
  isDay(until) ? until < now.slice(0, DAY) : Date.parse(until) <= Date.parse(now)

const DAY = '2027-01-31'.length

/** A control that Cooper leaves alone, because a person undid its change or rejected it. */
export interface Hold extends Exemption {
  readonly by: 'undo'
  readonly control: ControlId
}

/** Exempts a finding whose control is on hold. It is unknown where an undo in the journal could not be read. */
export function withHold(
  finding: Finding,
  holds: readonly Hold[] = [],
  unreadable?: string,
): Finding {
  if (isCompliant(finding)) return finding
  const hold = holds.find(({ control }) => control === finding.control)
  if (hold) return exempt(finding, hold)
  if (unreadable === undefined || !isNonCompliant(finding)) return finding
  return {
    ...finding,
    ...unknown(`${UNREADABLE_HOLD}: ${unreadable}. Otherwise: ${finding.reason}`),
  }
}

const UNREADABLE_HOLD =
  'Somebody may have undone a change of it, since an object in the folder holds/ of the journal is not readable'
