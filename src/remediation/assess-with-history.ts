import { type AssessedBucket, assessPosture, withContext } from '../check/assess-bucket.ts'
import { assess } from '../core/assessment/assess.ts'
import type { Bucket } from '../core/bucket.ts'
import { type BucketEvent, isByAnotherCooper } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant, isNonCompliant } from '../core/finding.ts'
import type { JournalEntry } from '../core/journal/entry.ts'
import { findFlapping, historySince, wasNotified } from '../core/journal/flapping/find-flapping.ts'
import type { Flapping } from '../core/journal/flapping/flapping.ts'
import { holdsIn } from '../core/journal/holds.ts'
import { isKeyOfHold } from '../core/journal/keys.ts'
import { NOTIFY_AGAIN_AFTER } from '../core/journal/known-record.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import { lastCreation, sinceCreation, sinceTime } from '../core/journal/since-creation.ts'
import { postureAfter } from '../core/plan/after-step.ts'
import type { History, Ports } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import type { Settings } from '../core/settings.ts'
import { NO_HISTORY } from './without-journal.ts'

export interface AssessmentWithHistory extends AssessedBucket {
  /** The controls that are flapping, so that Cooper only reports on them for a while. */
  readonly flapping: readonly Flapping[]
  /** Those of which people were already notified. */
  readonly knownFlapping: readonly Flapping[]
  /** The keys of objects in the journal that may be changes of the bucket, and could not be read. */
  readonly unreadable: readonly string[]
  /** What the journal has about the bucket, oldest first. */
  readonly entries: readonly JournalEntry[]
}

/**
 * The findings on a bucket with its context and history, which are read only if a control is non-compliant. After a lost
 * update, the findings are those after its restore. `undefined`: the bucket no longer exists.
 */
export async function assessWithHistory(
  event: BucketEvent,
  posture: BucketPosture,
  lostUpdate: LostUpdate | undefined,
  settings: Settings,
  ports: Pick<Ports, 's3' | 'journal' | 'now' | 'creationDate'>,
): Promise<AssessmentWithHistory | undefined> {
  const now = ports.now()
  const expected = lostUpdate?.step ? postureAfter(posture, lostUpdate.step) : posture
  const first = assessPosture(expected, circumstancesAfter(event, settings, now))
  const history = readHistory(first, ports)
  // A failing journal must not stop the run if the bucket is exempt, since then the history is not needed.
  history.catch(() => undefined)
  const assessed = await withContext(first, ports.s3)
  return assessed && considerHistory(assessed, history, event, ports)
}

function circumstancesAfter(event: BucketEvent, settings: Settings, now: Date) {
  const isAfterAnotherCooper = isByAnotherCooper(event)
  const asked = isAfterAnotherCooper ? { ...settings, kmsKeysAllowed: [] } : settings
  return { settings: asked, today: now.toISOString().slice(0, 10), isAfterAnotherCooper }
}

/** What the journal has about the bucket. Read only if there may be something to change or to report. */
async function readHistory(
  { posture, circumstances, findings }: AssessedBucket,
  { journal, now }: Pick<Ports, 'journal' | 'now'>,
): Promise<History> {
  if (findings.every(needsNothing)) return NO_HISTORY
  const since = historySince(now(), circumstances.settings).getTime()
  return journal.recent(posture.bucket, {
    since: new Date(Math.min(since, now().getTime() - NOTIFY_AGAIN_AFTER)),
  })
}

const needsNothing = (finding: Finding) => isCompliant(finding) || isByRequest(finding)

/**
 * Applies the history of the present bucket to the findings. Asks for the date of its creation only if the history would
 * keep Cooper from a change: it may be that of a deleted bucket with the same name.
 */
async function considerHistory(
  assessed: AssessedBucket,
  history: ReturnType<typeof readHistory>,
  event: BucketEvent,
  ports: Pick<Ports, 'journal' | 'now' | 'creationDate'>,
): Promise<AssessmentWithHistory> {
  if (assessed.findings.every(needsNothing)) return { ...assessed, ...WITHOUT_HISTORY }
  const { entries: all, unreadable } = await history
  const entries = sinceCreation(all, event)
  const now = ports.now()
  const considered = considerEntries(assessed, { entries, unreadable }, event, now)
  if (!isKeptFromChange(considered)) return considered
  const own = await ofPresentBucket(entries, assessed.posture.bucket, event, ports)
  if (own.length === entries.length) return considered
  return considerEntries(assessed, { entries: own, unreadable }, event, now)
}

/** By the date of its creation or, where that is not known, by the last creation in the whole history. */
async function ofPresentBucket(
  entries: readonly JournalEntry[],
  bucket: Bucket,
  event: BucketEvent,
  { journal, creationDate }: Pick<Ports, 'journal' | 'creationDate'>,
): Promise<readonly JournalEntry[]> {
  const created = await creationDate(bucket)
  if (created) return sinceTime(entries, created.getTime())
  const { entries: all } = await journal.recent(bucket, {})
  return sinceTime(entries, lastCreation([...all.map(({ intent }) => intent.event), event]))
}

const isKeptFromChange = ({ findings, flapping }: AssessmentWithHistory) =>
  flapping.length > 0 || findings.some(({ exemption }) => exemption?.by === 'undo')

/** Controls that a person undid are on hold, and flapping ones are only reported. */
function considerEntries(
  { posture, circumstances }: AssessedBucket,
  { entries, unreadable }: Pick<History, 'entries' | 'unreadable'>,
  event: BucketEvent,
  now: Date,
): AssessmentWithHistory {
  const { settings, today } = circumstances
  const records = entries.flatMap(({ record }) => record ?? [])
  const unreadableHold = unreadable.find(isKeyOfHold)
  const held = {
    ...circumstances,
    holds: holdsIn(entries, today),
    ...(unreadableHold && { unreadableHold }),
  }
  const isToBeWritten = (finding: Finding) =>
    isNonCompliant(finding) && settings.modes[finding.control] === 'remediate'
  const controls = assess(posture, held)
    .filter(isToBeWritten)
    .map(({ control }) => control)
  const flapping = findFlapping(controls, entries, event, settings, now)
  const known = { ...held, settings: reportingOn(flapping, settings) }
  return {
    posture,
    circumstances: known,
    findings: assess(posture, known),
    flapping,
    knownFlapping: flapping.filter((one) => wasNotified(one, records)),
    unreadable,
    entries,
  }
}

const WITHOUT_HISTORY = { flapping: [], knownFlapping: [], unreadable: [], entries: [] }

const reportingOn = (flapping: readonly Flapping[], settings: Settings): Settings => ({
  ...settings,
  modes: {
    ...settings.modes,
    ...Object.fromEntries(flapping.map(({ control }) => [control, 'report'] as const)),
  },
})
