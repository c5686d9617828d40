import type { ControlId } from '../controls/ids.ts'
import { type BucketEvent, BY_SWEEP } from '../event.ts'
import { type Finding, isNonCompliant } from '../finding.ts'
import type { JournalEntry } from '../journal/entry.ts'
import type { Snapshot } from '../posture.ts'
import type { Settings } from '../settings.ts'
import { afterReview } from './after-review.ts'
import { type Announcement, dayAfter } from './announcement.ts'
import { changedSince, isProposal, isSameChange } from './proposal.ts'
import type { Review } from './review.ts'

/** A bucket whose fix may have to be announced. */
export interface Announceable {
  readonly event: BucketEvent
  /** The non-compliant findings that Cooper would act on. */
  readonly findings: readonly Finding[]
  readonly snapshot: Snapshot
  /** The values after all steps of controls of the mode `propose`. */
  readonly proposed: () => Snapshot
  /** With the days of grace on this bucket. */
  readonly settings: Settings
  /** Of the present bucket, oldest first. */
  readonly entries: readonly JournalEntry[]
  readonly today: string
  /** Whether the bucket is so new that nobody depends on it. */
  readonly isNew: boolean
  /** The controls whose fix changes the policy: access logs tell whom it would hit. */
  readonly onPolicy: readonly ControlId[]
  /** What the access logs say about the fix that is due. `undefined`: not known yet. */
  readonly review: Review | undefined
}

/** For how many days a proposal waits. */
const PROPOSED_FOR = 30

/** After so many days past its day and the last attempt of a fix, an announcement was long enough ago to be forgotten. */
const FORGOTTEN_AFTER = 30

/** What is announced of the controls that Cooper does not fix now. It fixes a control without an announcement. */
export const findAnnouncements = (of: Announceable): readonly Announcement[] => [
  ...of.findings.flatMap(({ control }) => graceOf(control, of) ?? []),
  ...proposalsOf(of),
]

/** Without those on a control that waits for the deployment of its bucket. */
export const stillOpen = (
  announced: readonly Announcement[],
  findings: readonly Finding[],
): readonly Announcement[] =>
  announced.filter(({ control }) =>
    findings.some((finding) => finding.control === control && isNonCompliant(finding)),
  )

/** `undefined`: there is no grace, or it is over. The day that people were notified of stands, even if `GRACE_DAYS` changes. */
function graceOf(control: ControlId, of: Announceable): Announcement | undefined {
  const { event, settings, entries, today, isNew } = of
  const days = settings.graceDays[control]
  if (settings.modes[control] !== 'remediate' || days === 0 || isNew) return undefined
  const known = lastAnnounced(control, 'grace', entries)
  if (known && today < known.day) return known
  const isDue =
    known &&
    [known.day, ...daysOfAttempts(control, entries)].some(
      (day) => today <= dayAfter(day, FORGOTTEN_AFTER),
    ) &&
    wasNotifiedOf(known, entries)
  if (!isDue) return { control, by: 'grace', id: event.id, day: dayAfter(today, days), isNew: true }
  return settings.quietDays > 0 && of.onPolicy.includes(control)
    ? afterReview(known, of)
    : undefined
}

const daysOfAttempts = (control: ControlId, entries: readonly JournalEntry[]) =>
  entries.flatMap(({ record }) =>
    record?.steps.some(({ step, status }) => status === 'failed' && step.controls.includes(control))
      ? record.time.slice(0, 10)
      : [],
  )

/** An announcement that nobody got counts no longer on its day: people would have had no time. */
const wasNotifiedOf = ({ control, id }: Announcement, entries: readonly JournalEntry[]) =>
  entries.some(
    ({ record, notified = [] }) =>
      notified.length > 0 &&
      record?.announced?.some((one) => one.control === control && one.id === id),
  )

/** One proposal for all controls of the mode `propose`: another one replaces it if any of them needs another one. */
function proposalsOf(of: Announceable): readonly Announcement[] {
  const { event, findings, settings, today } = of
  const open = findings.filter(({ control }) => settings.modes[control] === 'propose')
  const standing = open.flatMap((finding) => standingProposal(finding, of) ?? [])
  const isOne = standing.every(({ id }) => id === standing[0]?.id)
  if (isOne && standing.length === open.length) return standing.map((one) => withEnd(one, of))
  const day = dayAfter(today, PROPOSED_FOR)
  return open.map(({ control }) => ({
    ...{ control, by: 'proposal', id: event.id, day, isNew: true },
  }))
}

/** A proposal stands as long as its finding and its change stay the same, and nobody changes the same attributes. */
function standingProposal(finding: Finding, of: Announceable): Announcement | undefined {
  const { control } = finding
  const known = lastAnnounced(control, 'proposal', of.entries)
  const { record } =
    of.entries.findLast((entry) => isProposal(entry, control) && entry.record?.id === known?.id) ??
    {}
  const isStanding =
    record !== undefined &&
    changedSince(record, of.snapshot).length === 0 &&
    isSameChange(record, of.proposed()) &&
    record.remaining.some((one) => isSameFinding(one, finding))
  return isStanding ? known : undefined
}

/** The digest of a sweep reports that a proposal ended. */
function withEnd(known: Announcement, { event, today }: Announceable): Announcement {
  if (known.hasEnded || today <= known.day) return known
  return { ...known, hasEnded: true, ...(event.name === BY_SWEEP && { isNew: true }) }
}

const isSameFinding = (one: Finding, other: Finding) =>
  one.control === other.control && one.reason === other.reason

/** The last announcement on a control that nothing has settled: neither a fix, nor the undo of one, nor a rejection. */
function lastAnnounced(
  control: ControlId,
  by: Announcement['by'],
  entries: readonly JournalEntry[],
): Announcement | undefined {
  let last: Announcement | undefined
  for (const { intent, record } of entries) {
    const isFixed = record?.steps.some(
      ({ step, status }) => status === 'done' && step.controls.includes(control),
    )
    if (isFixed || intent.undo?.controls.includes(control)) last = undefined
    const announced = record?.announced?.find((one) => one.control === control && one.by === by)
    if (announced) {
      const { isNew: _, isDue: __, ...known } = announced
      last = known
    }
  }
  return last
}
