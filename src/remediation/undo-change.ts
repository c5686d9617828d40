import type { Undo } from '../core/assessment/hold.ts'
import { errorText } from '../core/cooper-error.ts'
import { type Actor, type BucketEvent, BY_REJECTION, BY_UNDO, BY_YIELD } from '../core/event.ts'
import { CHANGED_MEANWHILE, NOT_SEEN } from '../core/failures/failure.ts'
import type { UndoPlan } from '../core/journal/plan-undo.ts'
import type { Attempt, RemediationRecord } from '../core/journal/record.ts'
import { recordOf } from '../core/journal/record-of.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { settled } from '../core/retry.ts'
import { applyStep } from './apply/apply-step.ts'
import { readAfterWrite } from './apply/read-after-write.ts'
import { isApplied, verifyAttempt } from './apply/verify.ts'
import { newEntry } from './write-intent.ts'

/** A request by a person to undo a change. */
export interface UndoRequest {
  readonly id: string
  readonly actor: Actor
  readonly posture: BucketPosture
  readonly plan: UndoPlan
  readonly undo: Undo
}

/**
 * Restores the earlier values, and records the undo in the journal, which sets a hold for the bot. A rejection is an undo
 * without anything to restore.
 */
export async function undoChange(
  { id, actor, posture, plan, undo }: UndoRequest,
  ports: Ports,
): Promise<RemediationRecord> {
  const { bucket } = posture
  const event = { ...eventOf(id, actor, posture, ports.now()), name: nameOfUndo(undo) }
  const intent = { event, findings: [], steps: plan.steps, before: plan.now, undo }
  const place = await ports.journal.open(newEntry(intent, ports))
  const attempts: Attempt[] = []
  for (const step of plan.steps) attempts.push(await applyStep(step, posture, ports))
  const isShown = (after: BucketPosture) =>
    attempts.every((attempt) => attempt.status !== 'done' || isApplied(attempt, after))
  const after = (await readAfterWrite(isShown, bucket, ports)) ?? posture
  const known = attempts.map((attempt) => judged(verifyAttempt(attempt, after, []), after))
  const work = {
    event,
    findings: [],
    attempts: known,
    before: plan.now,
    after,
    remaining: [],
    undo,
  }
  const record = recordOf(work, ports.now())
  const closed = await putRecordOfUndo(record, place, ports)
  const notified = await ports.notify(record)
  await ports.journal.amend(closed, { ...closed.entry, notified })
  return record
}

/** Notifies people of the undo even if the journal fails now, and says that the bucket was handled. */
async function putRecordOfUndo(
  record: RemediationRecord,
  place: JournalPlace,
  { journal, notify }: Ports,
): Promise<JournalPlace> {
  try {
    return await journal.amend(place, { ...place.entry, record })
  } catch (cause) {
    await settled(notify(record))
    const problem = `The bucket was handled (${record.outcome}), but its record is not in the journal`
    throw new Error(`${problem}: ${errorText(cause)}`, { cause })
  }
}

function nameOfUndo({ of, rejection }: Undo): string {
  if (of === undefined) return BY_YIELD
  return rejection === undefined ? BY_UNDO : BY_REJECTION
}

const eventOf = (
  id: string,
  actor: Actor,
  { bucket }: BucketPosture,
  now: Date,
): Omit<BucketEvent, 'name'> => ({
  id,
  time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
  bucket,
  actor,
  role: undefined,
  bucketAccount: bucket.account,
})

/** Marks a restore as failed where the later read does not show it. */
function judged(attempt: Attempt, after: BucketPosture): Attempt {
  if (attempt.status === 'failed' || isApplied(attempt, after)) return attempt
  const failure = attempt.status === 'done' ? NOT_SEEN : CHANGED_MEANWHILE
  return { ...attempt, status: 'failed', failure }
}
