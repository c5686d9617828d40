import type { AssessedBucket } from '../check/assess-bucket.ts'
import type { Review } from '../core/announcements/review.ts'
import type { Bucket } from '../core/bucket.ts'
import type { BucketEvent } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant, isNonCompliant } from '../core/finding.ts'
import type { JournalEntry } from '../core/journal/entry.ts'
import {
  isNewBucket,
  lastCreation,
  sinceCreation,
  sinceTime,
} from '../core/journal/since-creation.ts'
import type { History, Ports } from '../core/ports.ts'
import { type AssessmentWithHistory, considerEntries } from './consider-entries.ts'
import { considerReview } from './consider-review.ts'

export const needsNothing = (finding: Finding): boolean =>
  isCompliant(finding) || isByRequest(finding)

/**
 * Applies the history of the present bucket to the findings. Asks for the date of its creation only if the history
 * keeps Cooper from a change or allows it: it may be that of a deleted bucket with the same name.
 */
export async function considerHistory(
  assessed: AssessedBucket,
  history: Promise<History>,
  event: BucketEvent,
  ports: Pick<Ports, 'journal' | 'now' | 'creationDate' | 'reviews'>,
): Promise<AssessmentWithHistory> {
  if (assessed.findings.every(needsNothing)) return { ...assessed, ...WITHOUT_HISTORY }
  const { entries: allEntries, unreadable } = await history
  const entries = sinceCreation(allEntries, event)
  const now = ports.now()
  const consider = (entries: readonly JournalEntry[], created?: Date, review?: Review) =>
    considerEntries(
      assessed,
      { entries, allEntries, unreadable },
      ...([event, now, created, review] as const),
    )
  const considered = consider(entries)
  if (!isKeptFromChange(considered) && !isAllowedByHistory(considered, event, now))
    return considered
  const { bucket } = assessed.posture
  const created = await ports.creationDate(bucket)
  const own = created
    ? sinceTime(entries, created.getTime())
    : await sinceLastCreation(entries, bucket, event, ports.journal)
  return considerReview(consider(own, created), (review) => consider(own, created, review), ports)
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

/** Whether Cooper makes a change only because it announced or proposed it before. */
const isAllowedByHistory = (
  { findings, circumstances: { settings } }: AssessmentWithHistory,
  event: BucketEvent,
  now: Date,
) =>
  event.approval !== undefined ||
  (!isNewBucket(event, undefined, now) &&
    findings.some(
      (finding) =>
        isNonCompliant(finding) &&
        settings.modes[finding.control] === 'remediate' &&
        settings.graceDays[finding.control] > 0,
    ))

const WITHOUT_HISTORY = {
  ...{
    flapping: [],
    knownFlapping: [],
    announced: [],
    unreadable: [],
    entries: [],
    allEntries: [],
  },
}
