import { assess } from '../core/assessment/assess.ts'
import { stackOf } from '../core/assessment/stack.ts'
import type { BucketEvent } from '../core/event.ts'
import { isCompliant, isExempt } from '../core/finding.ts'
import type { Intent } from '../core/journal/entry.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import type { Attempt, RemediationRecord } from '../core/journal/record.ts'
import type { Work } from '../core/journal/record-of.ts'
import { recoverSteps, stepsInDoubt } from '../core/journal/recover-steps.ts'
import { worstFindings } from '../core/plan/plan.ts'
import type { JournalPlace } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { isRestore } from '../core/step.ts'
import type { AppliedPlan } from './apply/apply-plan.ts'
import { verifyAttempt } from './apply/verify.ts'
import type { AssessmentWithHistory } from './consider-entries.ts'
import type { Restored } from './restore-lost-update.ts'

/** What a run knew before its first write. */
export interface Known {
  readonly event: BucketEvent
  readonly posture: BucketPosture
  readonly lostUpdate: LostUpdate | undefined
  readonly assessed: AssessmentWithHistory
  readonly interrupted: JournalPlace | undefined
  readonly intent: Intent
}

/** What a run did. */
export interface Done {
  readonly restored: Restored | undefined
  readonly applied: AppliedPlan
  readonly after: BucketPosture
}

/** The content of the record, with what an interrupted run did. */
export function workDone(
  { event, posture, lostUpdate, assessed, interrupted, intent }: Known,
  { restored, applied, after }: Done,
  now: Date,
): Work {
  const isOpen = assess(after, applied.circumstances).filter((finding) => !isCompliant(finding))
  const done: readonly Attempt[] = [
    ...(interrupted ? recoverSteps(interrupted.entry, posture, now) : []),
    ...(restored ? [restored.attempt] : []),
    ...applied.attempts.map((attempt) => verifyAttempt(attempt, after, isOpen)),
  ]
  const doubtful = interrupted ? stepsInDoubt(interrupted.entry, done, now) : []
  const attempts = [...doubtful, ...done]
  const { tags } = assessed.circumstances.context
  return {
    event,
    attempts,
    after,
    findings: worstFindings(intent.findings, applied.findings),
    before: intent.before,
    remaining: isOpen,
    lostUpdate: lostUpdate ?? (attempts.some(hasRestored) ? intent.lostUpdate : undefined),
    announced: assessed.announced,
    review: assessed.review,
    flapping: assessed.flapping,
    unreadable: assessed.unreadable,
    stack: tags?.known ? stackOf(tags.value) : undefined,
  }
}

const hasRestored = ({ step, status }: Attempt) =>
  isRestore(step) && (status === 'done' || status === 'interrupted')

/** Whether somebody else had already done everything, so that nobody needs a notification. */
export const isNothingToReport = ({
  steps,
  remaining,
  lostUpdate,
  flapping,
}: RemediationRecord): boolean =>
  steps.every(({ status }) => status === 'unneeded') &&
  remaining.every(isExempt) &&
  !flapping &&
  (!lostUpdate || lostUpdate.step !== undefined)
