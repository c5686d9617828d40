import type { AssessedBucket } from '../check/assess-bucket.ts'
import type { Announcement } from '../core/announcements/announcement.ts'
import { settingsApproved, settingsAsked, withMode } from '../core/announcements/effective-modes.ts'
import { findAnnouncements } from '../core/announcements/find-announcements.ts'
import { graceDaysOn } from '../core/announcements/grace-days.ts'
import type { Review } from '../core/announcements/review.ts'
import { assess, changesPolicy } from '../core/assessment/assess.ts'
import type { BucketEvent } from '../core/event.ts'
import { isNonCompliant } from '../core/finding.ts'
import type { JournalEntry } from '../core/journal/entry.ts'
import { findFlapping, wasNotified } from '../core/journal/flapping/find-flapping.ts'
import type { Flapping } from '../core/journal/flapping/flapping.ts'
import { holdsIn } from '../core/journal/holds.ts'
import { isKeyOfHold } from '../core/journal/keys.ts'
import { isNewBucket } from '../core/journal/since-creation.ts'
import { lazy } from '../core/lazy.ts'
import { snapshotAfter } from '../core/plan/after-step.ts'
import { planSteps } from '../core/plan/plan.ts'
import { type Snapshot, snapshotOf } from '../core/posture.ts'

interface JournalOfBucket {
  /** The keys of objects in the journal that may be changes of the bucket, and could not be read. */
  readonly unreadable: readonly string[]
  /** What the journal has about the bucket, oldest first. */
  readonly entries: readonly JournalEntry[]
  /** Also about deleted buckets with the same name. */
  readonly allEntries: readonly JournalEntry[]
}

export interface AssessmentWithHistory extends AssessedBucket, JournalOfBucket {
  /** The controls that are flapping, so that Cooper only reports on them for a while. */
  readonly flapping: readonly Flapping[]
  /** Those of which people were already notified. */
  readonly knownFlapping: readonly Flapping[]
  /** What is announced of controls that Cooper does not fix now. */
  readonly announced: readonly Announcement[]
  /** What the access logs say about the fix that is due. */
  readonly review?: Review
  /** A person approves a proposal that is no longer open. */
  readonly isOutdated?: true
}

/** Controls that a person undid are on hold. Flapping and announced ones are only reported. An approval is about nothing else. */
export function considerEntries(
  { posture, circumstances }: AssessedBucket,
  { entries, allEntries, unreadable }: JournalOfBucket,
  event: BucketEvent,
  now: Date,
  created?: Date,
  review?: Review,
): AssessmentWithHistory {
  const { today } = circumstances
  const asked = settingsAsked(event, circumstances.settings)
  const settings = {
    ...asked,
    graceDays: graceDaysOn(posture, { ...circumstances, settings: asked }),
  }
  const records = entries.flatMap(({ record }) => record ?? [])
  const unreadableHold = unreadable.find(isKeyOfHold)
  const held = {
    ...circumstances,
    settings,
    holds: holdsIn(entries, now.toISOString()),
    ...(unreadableHold && { unreadableHold }),
  }
  const findings = assess(posture, held)
  const open = findings.filter(
    (finding) => isNonCompliant(finding) && settings.modes[finding.control] !== 'report',
  )
  const controls = open
    .filter(({ control }) => settings.modes[control] === 'remediate')
    .map(({ control }) => control)
  const snapshot = snapshotOf(posture)
  const flapping = findFlapping(controls, entries, event, settings, now)
  const announced = findAnnouncements({
    ...{ event, settings, entries, today, snapshot },
    proposed: lazy(() =>
      planSteps(findings, posture, held, 'propose').reduce<Snapshot>(
        (now, step) => snapshotAfter(now, step, posture.bucket),
        snapshot,
      ),
    ),
    findings: open.filter(
      (finding) => !flapping.some(({ control }) => control === finding.control),
    ),
    isNew: isNewBucket(event, created, now),
    onPolicy: open.map(({ control }) => control).filter((id) => changesPolicy(id, posture, held)),
    review,
  })
  const common = { posture, unreadable, entries, allEntries }
  if (event.approval) {
    const circumstances = { ...held, settings: settingsApproved(event.approval, settings) }
    const isOutdated = !isStillProposed(event, announced, entries)
    return {
      ...{ ...common, ...NOTHING_LEFT, ...(isOutdated && { isOutdated }), circumstances },
      findings: assess(posture, circumstances),
    }
  }
  const reporting = withMode('report', flapping, withMode('propose', announced, settings))
  const known = { ...held, settings: reporting }
  return {
    ...common,
    circumstances: known,
    findings: assess(posture, known),
    flapping,
    knownFlapping: flapping.filter((one) => wasNotified(one, records)),
    announced,
    ...(review && { review }),
  }
}

/** Also if an earlier run of the same approval began to apply it. */
const isStillProposed = (
  event: BucketEvent,
  announced: readonly Announcement[],
  entries: readonly JournalEntry[],
) =>
  announced.some(({ id, hasEnded }) => id === event.approval?.id && !hasEnded) ||
  entries.some(({ intent }) => intent.event.id === event.id)

const NOTHING_LEFT = { flapping: [], knownFlapping: [], announced: [] }
