import { type Announcement, latestDay } from '../core/announcements/announcement.ts'
import { withMode } from '../core/announcements/effective-modes.ts'
import {
  answerIn,
  isAsked,
  type PolicyReplacement,
  type Review,
} from '../core/announcements/review.ts'
import { forEachControl } from '../core/controls/ids.ts'
import { snapshotAfter } from '../core/plan/after-step.ts'
import { planSteps } from '../core/plan/plan.ts'
import type { Ports } from '../core/ports.ts'
import { type Snapshot, snapshotOf } from '../core/posture.ts'
import type { AssessmentWithHistory } from './consider-entries.ts'

/**
 * Before a change of a policy is made on its announced day, the access logs of the bucket are looked at. The bot asks for that
 * by a note, and until the note has an answer, the change stays announced. `again`: the assessment with the answer.
 */
export async function considerReview(
  considered: AssessmentWithHistory,
  again: (review: Review) => AssessmentWithHistory,
  { reviews, now }: Pick<Ports, 'reviews' | 'now'>,
): Promise<AssessmentWithHistory> {
  const due = considered.announced.filter(({ isDue }) => isDue)
  const change = due.length > 0 && reviews ? changeThatIsDue(due, considered) : undefined
  if (!change || !reviews) return considered
  const { bucket } = considered.posture
  const note = await reviews.read(bucket)
  const review = answerIn(note, change, latestDay(due), now())
  if (review) return again(review)
  if (!isAsked(note, change)) {
    const { quietDays: days } = considered.circumstances.settings
    await reviews.ask({ version: 1, bucket, asked: now().toISOString(), days, ...change })
  }
  return considered
}

/** The policy before and after the change. `undefined`: the policy would not change, or is not known. */
function changeThatIsDue(
  due: readonly Announcement[],
  { posture, findings, circumstances }: AssessmentWithHistory,
): PolicyReplacement | undefined {
  const silent = { ...circumstances.settings, modes: forEachControl(() => 'report' as const) }
  const fixing = { ...circumstances, settings: withMode('remediate', due, silent) }
  const now = snapshotOf(posture)
  const then = planSteps(findings, posture, fixing).reduce<Snapshot>(
    (snapshot, step) => snapshotAfter(snapshot, step, posture.bucket),
    now,
  )
  const { policy: before } = now
  const { policy: after } = then
  return before === undefined || after === undefined ? undefined : { before, after }
}
