import type { Undo } from '../core/assessment/hold.ts'
import type { Actor, BucketEvent } from '../core/event.ts'
import { CHANGED_MEANWHILE, NOT_SEEN } from '../core/failures/failure.ts'
import type { UndoPlan } from '../core/journal/plan-undo.ts'
import { type Attempt, type RemediationRecord, recordOf } from '../core/journal/record.ts'
import type { Dependencies } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { applyStep, confirmed, isThere } from './apply-step.ts'
import { lookUntil } from './read-after-write.ts'

/** A person's undo. */
export interface UndoRequest {
  readonly id: string
  readonly actor: Actor
  readonly posture: BucketPosture
  readonly plan: UndoPlan
  readonly undo: Undo
}

/** Puts back what stood there before, with a record of its own in the journal, which keeps the bot off. */
export async function undoChange(
  { id, actor, posture, plan, undo }: UndoRequest,
  edge: Dependencies,
): Promise<RemediationRecord> {
  const { bucket } = posture
  const event = eventOf(id, actor, posture, edge.now())
  const intent = { event, findings: [], steps: plan.steps, before: plan.now, undo }
  const place = await edge.journal.open({
    version: 1,
    opened: edge.now().toISOString(),
    intent,
    announced: false,
  })
  const attempts: Attempt[] = []
  for (const step of plan.steps) attempts.push(await applyStep(step, bucket, edge))
  const isShown = (after: BucketPosture) =>
    attempts.every((attempt) => attempt.status !== 'done' || isThere(attempt, after))
  const after = (await lookUntil(isShown, bucket, edge)) ?? posture
  const known = attempts.map((attempt) => judged(confirmed(attempt, after, []), after))
  const work = {
    event,
    findings: [],
    attempts: known,
    before: plan.now,
    after,
    remaining: [],
    undo,
  }
  const record = recordOf(work, edge.now())
  const closed = await edge.journal.amend(place, { ...place.entry, record })
  await edge.tell(record)
  await edge.journal.amend(closed, { ...closed.entry, announced: true })
  return record
}

const eventOf = (id: string, actor: Actor, { bucket }: BucketPosture, now: Date): BucketEvent => ({
  id,
  name: 'CooperUndo',
  time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
  bucket,
  actor,
  role: undefined,
  bucketAccount: bucket.account,
})

/** Only what a second look shows is done. */
function judged(attempt: Attempt, after: BucketPosture): Attempt {
  if (attempt.status === 'failed' || isThere(attempt, after)) return attempt
  const failure = attempt.status === 'done' ? NOT_SEEN : CHANGED_MEANWHILE
  return { ...attempt, status: 'failed', failure }
}
