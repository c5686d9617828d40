import { type AssessedBucket, assessPosture, withContext } from '../check/assess-bucket.ts'
import { ANNOUNCED_FOR } from '../core/announcements/announcement.ts'
import { stillOpen } from '../core/announcements/find-announcements.ts'
import { type BucketEvent, isByAnotherCooper } from '../core/event.ts'
import { historySince } from '../core/journal/flapping/find-flapping.ts'
import { NOTIFY_AGAIN_AFTER } from '../core/journal/known-record.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import { postureAfter } from '../core/plan/after-step.ts'
import type { History, Ports } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { announces, type Settings } from '../core/settings.ts'
import type { AssessmentWithHistory } from './consider-entries.ts'
import { considerHistory, needsNothing } from './consider-history.ts'
import { considerSettling } from './settling/consider-settling.ts'
import { NO_HISTORY } from './without-journal.ts'

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
  // A failing journal must not stop the run if the bucket is exempt, since then the history is not needed.
  history.catch(() => undefined)
  const assessed = await withContext(first, ports.s3)
  if (!assessed) return undefined
  const considered = await considerHistory(assessed, history, event, ports)
  const settled = await considerSettling(considered, history, event, ports)
  return { ...settled, announced: stillOpen(settled.announced, settled.findings) }
}

type AssessmentPorts = Pick<
  Ports,
  's3' | 'journal' | 'now' | 'creationDate' | 'waiting' | 'reviews'
>

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
  const { settings } = circumstances
  const since = historySince(now(), settings).getTime()
  const knownFor = announces(settings) ? ANNOUNCED_FOR : NOTIFY_AGAIN_AFTER
  return journal.recent(posture.bucket, {
    since: new Date(Math.min(since, now().getTime() - knownFor)),
  })
}
