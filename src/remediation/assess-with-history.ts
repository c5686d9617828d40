import { type AssessedBucket, assessPosture, withContext } from '../check/assess-bucket.ts'
import { assess } from '../core/assessment/assess.ts'
import { type BucketEvent, isByAnotherCooper } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant, isNonCompliant } from '../core/finding.ts'
import type { JournalEntry } from '../core/journal/entry.ts'
import { findFlapping, historySince, wasNotified } from '../core/journal/flapping/find-flapping.ts'
import type { Flapping } from '../core/journal/flapping/flapping.ts'
import { holdsIn } from '../core/journal/holds.ts'
import { isKeyOfHold } from '../core/journal/keys.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import { sinceCreation, sinceTime } from '../core/journal/since-creation.ts'
import { TOLD_FOR } from '../core/messages/told-record.ts'
import { postureAfter } from '../core/plan/after-step.ts'
import type { History, Ports } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import type { Settings } from '../core/settings.ts'
import { considerSettling, readWaiting } from './settling/consider-settling.ts'
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
  ports: AssessmentPorts,
): Promise<AssessmentWithHistory | undefined> {
  const now = ports.now()
  const expected = lostUpdate?.step ? postureAfter(posture, lostUpdate.step) : posture
  const first = assessPosture(expected, circumstancesAfter(event, settings, now))
  const history = readHistory(first, event, ports)
  const notes = readWaiting(first, ports)
  // A failing journal must not stop the run if the bucket is exempt, since then the history is not needed.
  history.catch(() => undefined)
  notes.catch(() => undefined)
  const assessed = await withContext(first, ports.s3)
  if (!assessed) return undefined
  const considered = await considerHistory(assessed, history, event, ports)
  return considerSettling(considered, notes, event, ports)
}

type AssessmentPorts = Pick<Ports, 's3' | 'journal' | 'now' | 'creationDate' | 'waiting'>

function circumstancesAfter(event: BucketEvent, settings: Settings, now: Date) {
  const isAfterAnotherCooper = isByAnotherCooper(event)
  const asked = isAfterAnotherCooper ? { ...settings, kmsKeysAllowed: [] } : settings
  return { settings: asked, today: now.toISOString().slice(0, 10), isAfterAnotherCooper }
}

/** What the journal has about the bucket. Read only if there may be something to change or to report. */
async function readHistory(
  { posture, circumstances, findings }: AssessedBucket,
  { name }: BucketEvent,
  { journal, now }: Pick<Ports, 'journal' | 'now'>,
): Promise<History> {
  if (findings.every(needsNothing)) return NO_HISTORY
  // Only the last change tells what a deleted policy held, however old it is.
  if (name === 'DeleteBucketPolicy') return journal.recent(posture.bucket, {})
  const since = historySince(now(), circumstances.settings).getTime()
  return journal.recent(posture.bucket, {
    since: new Date(Math.min(since, now().getTime() - TOLD_FOR)),
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
  { now, creationDate }: AssessmentPorts,
): Promise<AssessmentWithHistory> {
  if (assessed.findings.every(needsNothing)) return { ...assessed, ...WITHOUT_HISTORY }
  const { entries: all, unreadable } = await history
  const entries = sinceCreation(all, event)
  const considered = considerEntries(assessed, { entries, unreadable }, event, now())
  if (!isKeptFromChange(considered)) return considered
  const created = await creationDate?.(assessed.posture.bucket)
  const own = created ? sinceTime(entries, created.getTime()) : entries
  if (own.length === entries.length) return considered
  return considerEntries(assessed, { entries: own, unreadable }, event, now())
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
