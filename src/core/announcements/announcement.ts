import type { ControlId } from '../controls/ids.ts'

/** What people are notified of before Cooper acts on a control. It is part of the record that notifies them, and of later ones. */
export interface Announcement {
  readonly control: ControlId
  /** `grace`: Cooper fixes the control on the day. `proposal`: a person may approve the steps of its record until the day. */
  readonly by: 'grace' | 'proposal'
  /** The id of the record that notifies people. */
  readonly id: string
  /** In UTC, such as `2027-01-31`. */
  readonly day: string
  /** Whether this record is the one that notifies people. */
  readonly isNew?: true
  /** Nobody approved or rejected the proposal until its day. */
  readonly hasEnded?: true
}

/** How long the entries of an announcement count, in milliseconds. A proposal that ended may be made again afterwards. */
export const ANNOUNCED_FOR = 90 * 24 * 60 * 60 * 1000

export const daysBetween = (today: string, day: string): number =>
  Math.round((Date.parse(day) - Date.parse(today)) / DAY)

export const dayAfter = (today: string, days: number): string =>
  new Date(Date.parse(today) + days * DAY).toISOString().slice(0, 10)

const DAY = 24 * 60 * 60 * 1000

/** What is announced for a bucket, in words for a line of its own. */
export function describeAnnouncement(
  { by, id, day, hasEnded }: Announcement,
  bucket: string,
  today: string,
): string {
  if (by === 'grace') return `${whenDue(daysBetween(today, day))}: Cooper fixes it on ${day}`
  const proposal = `Proposal ${proposalId({ bucket, id })}`
  return hasEnded
    ? `${proposal} ended on ${day} without an answer`
    : `${proposal} waits for an answer until ${day}`
}

/** The id of a proposal contains the name of its bucket, so that it is all that an answer needs. */
export const proposalId = ({ bucket, id }: { readonly bucket: string; readonly id: string }) =>
  `${bucket}/${id}`

function whenDue(days: number): string {
  if (days <= 0) return 'Due today'
  return days === 1 ? 'Due tomorrow' : `Due in ${days} days`
}
