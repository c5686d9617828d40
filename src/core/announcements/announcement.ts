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
  /** Nobody approved or rejected the proposal until its day. A grace ended where Cooper only reports from now on. */
  readonly hasEnded?: true
  /** The day has come, and the access logs of the bucket are to be looked at first. */
  readonly isDue?: true
  /** How often the day was postponed, since clients use the bucket in a way that the fix would deny. */
  readonly extensions?: number
  /** Why Cooper only reports: clients would be denied, or no logs tell. */
  readonly because?: 'in-use' | 'unknown'
}

/** How long the entries of an announcement count, in milliseconds. A proposal that ended may be made again afterwards. */
export const ANNOUNCED_FOR = 90 * 24 * 60 * 60 * 1000

export const daysBetween = (today: string, day: string): number =>
  Math.round((Date.parse(day) - Date.parse(today)) / DAY)

export const dayAfter = (today: string, days: number): string =>
  new Date(Date.parse(today) + days * DAY).toISOString().slice(0, 10)

/** The last of their days. */
export const latestDay = (some: readonly Announcement[]): string =>
  some
    .map(({ day }) => day)
    .toSorted()
    .at(-1) ?? ''

const DAY = 24 * 60 * 60 * 1000

/** What is announced for a bucket, in words for a line of its own. */
export function describeAnnouncement(
  { by, id, day, hasEnded, isDue, extensions, because }: Announcement,
  bucket: string,
  today: string,
): string {
  if (by === 'grace') {
    if (hasEnded) return `Cooper does not fix it: ${REPORTED[because ?? 'in-use']}`
    if (isDue) return 'Due: Cooper fixes it when it has looked at the access logs'
    const postponed = extensions ? `, postponed ${times(extensions)} since clients use it` : ''
    return `${whenDue(daysBetween(today, day))}: Cooper fixes it on ${day}${postponed}`
  }
  const proposal = `Proposal ${proposalId({ bucket, id })}`
  return hasEnded
    ? `${proposal} ended on ${day} without an answer`
    : `${proposal} waits for an answer until ${day}`
}

/** The id of a proposal contains the name of its bucket, so that it is all that an answer needs. */
export const proposalId = ({ bucket, id }: { readonly bucket: string; readonly id: string }) =>
  `${bucket}/${id}`

const REPORTED = {
  'in-use': 'clients still use the bucket in a way that the fix would deny',
  unknown: 'there are no access logs that tell who uses the bucket',
} as const

const times = (count: number) => (count === 1 ? 'once' : `${count} times`)

function whenDue(days: number): string {
  if (days <= 0) return 'Due today'
  return days === 1 ? 'Due tomorrow' : `Due in ${days} days`
}
