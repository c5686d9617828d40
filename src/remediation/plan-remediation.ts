import type { BucketEvent } from '../core/event.ts'
import type { Intent } from '../core/journal/entry.ts'
import { type KnownRecord, knownAnnouncement, knownRecord } from '../core/journal/known-record.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import { planSteps } from '../core/plan/plan.ts'
import { type BucketPosture, snapshotOf } from '../core/posture.ts'
import type { AssessmentWithHistory } from './consider-entries.ts'

export interface RemediationPlan {
  readonly intent: Intent
  /** Whether there is a change to make, or something to report for the first time. */
  readonly isForTheRecord: boolean
  /** The record by which people know all of it already. */
  readonly known: KnownRecord | undefined
}

/** The plan for a bucket: restore a lost update first, then remediate the findings. */
export function planRemediation(
  event: BucketEvent,
  posture: BucketPosture,
  lostUpdate: LostUpdate | undefined,
  {
    findings,
    posture: expected,
    circumstances,
    flapping,
    knownFlapping,
    announced,
    entries,
  }: AssessmentWithHistory,
  now: Date,
): RemediationPlan {
  const restoring = lostUpdate?.step ? [lostUpdate.step] : []
  const steps = [...restoring, ...planSteps(findings, expected, circumstances)]
  const intent = { event, findings, steps, before: snapshotOf(posture) }
  const isNews =
    lostUpdate !== undefined ||
    flapping.length > knownFlapping.length ||
    announced.some(({ isNew }) => isNew)
  return {
    intent: { ...intent, ...(lostUpdate && { lostUpdate }) },
    isForTheRecord: steps.length > 0 || isNews,
    known: isNews
      ? undefined
      : (knownAnnouncement(intent, announced, entries) ?? knownRecord(intent, entries, now)),
  }
}
