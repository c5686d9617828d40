import { assess } from '../core/assessment/assess.ts'
import type { BucketEvent } from '../core/event.ts'
import { isCompliant, isExempt } from '../core/finding.ts'
import type { Intent } from '../core/journal/entry.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import {
  type Attempt,
  type RemediationRecord,
  recordOf,
  type Work,
} from '../core/journal/record.ts'
import { recoverSteps, stepsInDoubt } from '../core/journal/recovered.ts'
import { planWrites, worstFindings } from '../core/plan/plan.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import { type BucketPosture, snapshotOf } from '../core/posture.ts'
import { verifyAttempt } from './apply-step.ts'
import { recordAndNotify, resumeIntent, writeIntent } from './conclude.ts'
import type { AssessmentWithHistory } from './consider-history.ts'
import { restoreLostUpdate } from './find-lost-update.ts'
import { applyAndVerify } from './remediate.ts'

/** A bucket where there is something to do, or to tell. */
export interface Case {
  readonly event: BucketEvent
  readonly live: BucketPosture
  readonly lostUpdate: LostUpdate | undefined
  /** What falls short; once theirs is put back, where there was a lost update. */
  readonly assessed: AssessmentWithHistory
  /** What an earlier delivery of the event has begun. */
  readonly interrupted: JournalPlace | undefined
}

export interface Done {
  readonly result: RemediationRecord | 'nothing'
  /** What stands there by now. */
  readonly after: BucketPosture
}

/** Writes down what is intended, does it, looks again, and tells. */
export async function carryOut(given: Case, ports: Ports): Promise<Done | 'gone'> {
  const intent = intentOf(given)
  const place = given.interrupted
    ? await resumeIntent(given.interrupted, intent, ports)
    : isForTheRecord(given, intent)
      ? await writeIntent(intent, ports)
      : undefined
  const work = await workOn(given, ports)
  if (!work) {
    await unneeded(place, ports)
    return 'gone'
  }
  const { event, assessed } = given
  const { findings, before, lostUpdate } = place?.entry.intent ?? intent
  const all = {
    ...work,
    findings: worstFindings(findings, work.findings),
    before,
    event,
    lostUpdate: given.lostUpdate ?? (work.attempts.some(isRestored) ? lostUpdate : undefined),
    flapping: assessed.flapping,
  }
  return { result: await recordWork(all, place, ports), after: work.after }
}

/** Tells what there is to tell. */
async function recordWork(
  work: Work,
  place: JournalPlace | undefined,
  ports: Ports,
): Promise<Done['result']> {
  const record = recordOf(work, ports.now())
  if (!place || !isNothing(record)) {
    await recordAndNotify(record, work.attempts, place, ports)
    return record
  }
  await unneeded(place, ports)
  return 'nothing'
}

async function unneeded(place: JournalPlace | undefined, { journal }: Ports) {
  if (place) await journal.amend(place, { ...place.entry, unneeded: true })
}

const isRestored = ({ step, status }: Attempt) =>
  step.type.startsWith('restore-') && (status === 'done' || status === 'interrupted')

function intentOf({ event, live, lostUpdate, assessed }: Case): Intent {
  const { findings, posture, circumstances } = assessed
  const restoring = lostUpdate?.step ? [lostUpdate.step] : []
  const steps = [...restoring, ...planWrites(findings, posture, circumstances)]
  return { event, findings, steps, before: snapshotOf(live), ...(lostUpdate && { lostUpdate }) }
}

const isForTheRecord = ({ lostUpdate, assessed }: Case, { steps }: Intent) =>
  steps.length > 0 ||
  lostUpdate !== undefined ||
  assessed.flapping.length > assessed.knownFlapping.length

/** `undefined`: the bucket is gone by now. */
async function workOn({ live, lostUpdate, assessed, interrupted }: Case, ports: Ports) {
  const { circumstances } = assessed
  const restored = lostUpdate?.step && (await restoreLostUpdate(lostUpdate.step, live, ports))
  const standing = restored ? restored.posture : live
  const first = restored && standing ? assess(standing, circumstances) : assessed.findings
  const mended = standing && (await applyAndVerify(first, standing, circumstances, ports))
  if (!mended) return undefined
  const { after, findings } = mended
  const remaining = assess(after, circumstances).filter((finding) => !isCompliant(finding))
  const attempts: readonly Attempt[] = [
    ...(interrupted ? recoverSteps(interrupted.entry, live, ports.now()) : []),
    ...(restored ? [restored.attempt] : []),
    ...mended.attempts.map((attempt) => verifyAttempt(attempt, after, remaining)),
  ]
  const doubtful = interrupted ? stepsInDoubt(interrupted.entry, attempts, ports.now()) : []
  return { findings, attempts: [...doubtful, ...attempts], after, remaining }
}

/** By the time of the write somebody else had done it all, and nobody is to be told. */
const isNothing = ({ steps, remaining, lostUpdate, flapping }: RemediationRecord) =>
  steps.every(({ status }) => status === 'unneeded') &&
  remaining.every(isExempt) &&
  !flapping &&
  (!lostUpdate || lostUpdate.step !== undefined)
