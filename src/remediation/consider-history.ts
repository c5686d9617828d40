import type { AssessedBucket } from '../check/assess-bucket.ts'
import type { Announcement } from '../core/announcements/announcement.ts'
import { reportingOn, settingsAsked } from '../core/announcements/effective-modes.ts'
import { findAnnouncements } from '../core/announcements/find-announcements.ts'
import { assess } from '../core/assessment/assess.ts'
import type { Bucket } from '../core/bucket.ts'
import type { BucketEvent } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant, isNonCompliant } from '../core/finding.ts'
import type { JournalEntry } from '../core/journal/entry.ts'
import { findFlapping, wasNotified } from '../core/journal/flapping/find-flapping.ts'
import type { Flapping } from '../core/journal/flapping/flapping.ts'
import { holdsIn } from '../core/journal/holds.ts'
import { isKeyOfHold } from '../core/journal/keys.ts'
import {
  isNewBucket,
  lastCreation,
  sinceCreation,
  sinceTime,
} from '../core/journal/since-creation.ts'
import type { History, Ports } from '../core/ports.ts'
import { snapshotOf } from '../core/posture.ts'

export interface AssessmentWithHistory extends AssessedBucket {
  /** The controls that are flapping, so that Cooper only reports on them for a while. */
  readonly flapping: readonly Flapping[]
  /** Those of which people were already notified. */
  readonly knownFlapping: readonly Flapping[]
  /** What is announced of controls that Cooper does not fix now. */
  readonly announced: readonly Announcement[]
  /** The keys of objects in the journal that may be changes of the bucket, and could not be read. */
  readonly unreadable: readonly string[]
  /** What the journal has about the bucket, oldest first. */
  readonly entries: readonly JournalEntry[]
}

export const needsNothing = (finding: Finding): boolean =>
  isCompliant(finding) || isByRequest(finding)

/**
 * Applies the history of the present bucket to the findings. Asks for the date of its creation only if the history would
 * keep Cooper from a change: it may be that of a deleted bucket with the same name.
 */
export async function considerHistory(
  assessed: AssessedBucket,
  history: Promise<History>,
  event: BucketEvent,
  ports: Pick<Ports, 'journal' | 'now' | 'creationDate'>,
): Promise<AssessmentWithHistory> {
  if (assessed.findings.every(needsNothing)) return { ...assessed, ...WITHOUT_HISTORY }
  const { entries: all, unreadable } = await history
  const entries = sinceCreation(all, event)
  const now = ports.now()
  const considered = considerEntries(assessed, { entries, unreadable }, event, now)
  if (!isKeptFromChange(considered)) return considered
  const { bucket } = assessed.posture
  const created = await ports.creationDate(bucket)
  const own = created
    ? sinceTime(entries, created.getTime())
    : await sinceLastCreation(entries, bucket, event, ports.journal)
  return considerEntries(assessed, { entries: own, unreadable }, event, now, created)
}

/** Where the date of a bucket's creation is not known, its last creation in the whole history counts. */
async function sinceLastCreation(
  entries: readonly JournalEntry[],
  bucket: Bucket,
  event: BucketEvent,
  journal: Ports['journal'],
): Promise<readonly JournalEntry[]> {
  const { entries: all } = await journal.recent(bucket, {})
  return sinceTime(entries, lastCreation([...all.map(({ intent }) => intent.event), event]))
}

const isKeptFromChange = ({ findings, flapping, announced }: AssessmentWithHistory) =>
  flapping.length > 0 ||
  findings.some(({ exemption }) => exemption?.by === 'undo') ||
  announced.some(({ by, isNew }) => by === 'grace' || !isNew)

/** Controls that a person undid are on hold. Flapping and announced ones are only reported. */
function considerEntries(
  { posture, circumstances }: AssessedBucket,
  { entries, unreadable }: Pick<History, 'entries' | 'unreadable'>,
  event: BucketEvent,
  now: Date,
  created?: Date,
): AssessmentWithHistory {
  const { today } = circumstances
  const settings = settingsAsked(event, circumstances.settings)
  const records = entries.flatMap(({ record }) => record ?? [])
  const unreadableHold = unreadable.find(isKeyOfHold)
  const held = {
    ...circumstances,
    settings,
    holds: holdsIn(entries, now.toISOString()),
    ...(unreadableHold && { unreadableHold }),
  }
  const open = assess(posture, held).filter(
    (finding) => isNonCompliant(finding) && settings.modes[finding.control] !== 'report',
  )
  const controls = open
    .filter(({ control }) => settings.modes[control] === 'remediate')
    .map(({ control }) => control)
  const flapping = findFlapping(controls, entries, event, settings, now)
  const announced = findAnnouncements({
    ...{ event, settings, entries, today, snapshot: snapshotOf(posture) },
    findings: open.filter(
      (finding) => !flapping.some(({ control }) => control === finding.control),
    ),
    isNew: isNewBucket(event, created, now),
  })
  const known = { ...held, settings: reportingOn([...flapping, ...announced], settings) }
  return {
    posture,
    circumstances: known,
    findings: assess(posture, known),
    flapping,
    knownFlapping: flapping.filter((one) => wasNotified(one, records)),
    announced,
    unreadable,
    entries,
  }
}

const WITHOUT_HISTORY = {
  ...{ flapping: [], knownFlapping: [], announced: [], unreadable: [], entries: [] },
}
