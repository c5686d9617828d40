import { assess } from '../core/assessment/assess.ts'
import type { BucketEvent } from '../core/event.ts'
import { isCompliant, isExempt } from '../core/finding.ts'
import type { Intent } from '../core/journal/entry.ts'
import type { Collision } from '../core/journal/lost-update.ts'
import {
  type Attempt,
  type RemediationRecord,
  recordOf,
  type Work,
} from '../core/journal/record.ts'
import { inDoubt, recovered } from '../core/journal/recovered.ts'
import { planWrites, worse } from '../core/plan/plan.ts'
import type { Dependencies, JournalPlace } from '../core/ports.ts'
import { type BucketPosture, snapshotOf } from '../core/posture.ts'
import { confirmed } from './apply-step.ts'
import { conclude, open, takeOver } from './conclude.ts'
import type { Heeded } from './consider-history.ts'
import { restoreTheirs } from './find-lost-update.ts'
import { mend } from './remediate.ts'

/** A bucket where there is something to do, or to tell. */
export interface Case {
  readonly event: BucketEvent
  readonly live: BucketPosture
  readonly collision: Collision | undefined
  /** What falls short; once theirs is put back, where there was a collision. */
  readonly heeded: Heeded
  /** What an earlier delivery of the event has begun. */
  readonly left: JournalPlace | undefined
}

export interface Done {
  readonly result: RemediationRecord | 'nothing'
  /** What stands there by now. */
  readonly after: BucketPosture
}

/** Writes down what is intended, does it, looks again, and tells. */
export async function carryOut(given: Case, edge: Dependencies): Promise<Done | 'gone'> {
  const intent = intentOf(given)
  const place = given.left
    ? await takeOver(given.left, intent, edge)
    : isForTheRecord(given, intent)
      ? await open(intent, edge)
      : undefined
  const work = await workOn(given, edge)
  if (!work) {
    await unneeded(place, edge)
    return 'gone'
  }
  const { event, heeded } = given
  const { findings, before, collision } = place?.entry.intent ?? intent
  const all = {
    ...work,
    findings: worse(findings, work.findings),
    before,
    event,
    collision: given.collision ?? (work.attempts.some(isRestored) ? collision : undefined),
    fights: heeded.fights,
  }
  return { result: await settle(all, place, edge), after: work.after }
}

/** Tells what there is to tell. */
async function settle(
  work: Work,
  place: JournalPlace | undefined,
  edge: Dependencies,
): Promise<Done['result']> {
  const record = recordOf(work, edge.now())
  if (!place || !isNothing(record)) {
    await conclude(record, work.attempts, place, edge)
    return record
  }
  await unneeded(place, edge)
  return 'nothing'
}

async function unneeded(place: JournalPlace | undefined, { journal }: Dependencies) {
  if (place) await journal.amend(place, { ...place.entry, unneeded: true })
}

const isRestored = ({ step, status }: Attempt) =>
  step.type.startsWith('restore-') && (status === 'done' || status === 'interrupted')

function intentOf({ event, live, collision, heeded }: Case): Intent {
  const { findings, posture, circumstances } = heeded
  const restoring = collision?.step ? [collision.step] : []
  const steps = [...restoring, ...planWrites(findings, posture, circumstances)]
  return { event, findings, steps, before: snapshotOf(live), ...(collision && { collision }) }
}

const isForTheRecord = ({ collision, heeded }: Case, { steps }: Intent) =>
  steps.length > 0 || collision !== undefined || heeded.fights.length > heeded.oldFights.length

/** `undefined`: the bucket is gone by now. */
async function workOn({ live, collision, heeded, left }: Case, edge: Dependencies) {
  const { circumstances } = heeded
  const restored = collision?.step && (await restoreTheirs(collision.step, live, edge))
  const standing = restored ? restored.posture : live
  const first = restored && standing ? assess(standing, circumstances) : heeded.findings
  const mended = standing && (await mend(first, standing, circumstances, edge))
  if (!mended) return undefined
  const { after, findings } = mended
  const remaining = assess(after, circumstances).filter((finding) => !isCompliant(finding))
  const attempts: readonly Attempt[] = [
    ...(left ? recovered(left.entry, live, edge.now()) : []),
    ...(restored ? [restored.attempt] : []),
    ...mended.attempts.map((attempt) => confirmed(attempt, after, remaining)),
  ]
  const doubtful = left ? inDoubt(left.entry, attempts, edge.now()) : []
  return { findings, attempts: [...doubtful, ...attempts], after, remaining }
}

/** By the time of the write somebody else had done it all, and nobody is to be told. */
const isNothing = ({ steps, remaining, collision, fights }: RemediationRecord) =>
  steps.every(({ status }) => status === 'unneeded') &&
  remaining.every(isExempt) &&
  !fights &&
  (!collision || collision.step !== undefined)
