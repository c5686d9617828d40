import type { Undo } from '../core/assessment/hold.ts'
import { errorText } from '../core/cooper-error.ts'
import { type Actor, type BucketEvent, BY_REJECTION, BY_UNDO, BY_YIELD } from '../core/event.ts'
import { CHANGED_MEANWHILE, NOT_SEEN } from '../core/failures/failure.ts'
import { type JournalEntry, resumedBy } from '../core/journal/entry.ts'
import type { UndoPlan } from '../core/journal/plan-undo.ts'
import type { Attempt, RemediationRecord } from '../core/journal/record.ts'
import { recordOf } from '../core/journal/record-of.ts'
import { recoverSteps } from '../core/journal/recover-steps.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import { settled } from '../core/retry.ts'
import { applyStep } from './apply/apply-step.ts'
import { readAfterWrite } from './apply/read-after-write.ts'
import { isApplied, verifyAttempt } from './apply/verify.ts'
import { abandon } from './find-interrupted-run.ts'
import { writeIntent } from './write-intent.ts'

/** A request by a person to undo a change. */
export interface UndoRequest {
  readonly id: string
  /** The name of the event. Default: that of an undo, a rejection or a yield. */
  readonly name?: string
  readonly actor: Actor
  readonly posture: BucketPosture
  readonly plan: UndoPlan
  readonly undo: Undo
  /** The journal entry of an interrupted undo of the same change, which this one resumes. */
  readonly interrupted: JournalPlace | undefined
}

export interface UndoResult {
  readonly record: RemediationRecord
  /** Why the record is not in the journal, or people were not notified. The same undo again completes it. */
  readonly error?: unknown
}

/**
 * Restores the earlier values, and records the undo in the journal, which sets a hold for the bot. A rejection is an undo
 * without anything to restore.
 */
export async function undoChange(request: UndoRequest, ports: Ports): Promise<UndoResult> {
  const { id, actor, posture, plan, undo, interrupted } = request
  const recorded = interrupted?.entry.record
  if (interrupted && recorded) {
    const entry = resumedBy(ports.run, ports.now(), interrupted.entry)
    const result = await complete({ ...entry, record: recorded }, interrupted, ports)
    // Where nothing is left to restore, only the notification was missing.
    if (result.error !== undefined || plan.steps.length === 0) return result
    return undoChange({ ...request, interrupted: undefined }, ports)
  }
  const event = interrupted?.entry.intent.event ?? {
    ...eventOf(id, actor, posture, ports.now()),
    name: request.name ?? nameOfUndo(undo),
  }
  const intent = { event, findings: [], steps: plan.steps, before: plan.now, undo }
  const place = await writeIntent(intent, interrupted, ports)
  const { attempts, after } = await restore(plan, posture, ports)
  const earlier = interrupted ? recoverSteps(interrupted.entry, posture, ports.now()) : []
  const isReplaced = ({ step }: Attempt) =>
    attempts.some((attempt) => attempt.step.attribute === step.attribute)
  const work = {
    event,
    findings: [],
    attempts: [...earlier.filter((attempt) => !isReplaced(attempt)), ...attempts],
    before: place.entry.intent.before,
    after,
    remaining: [],
    undo,
  }
  return complete({ ...place.entry, record: recordOf(work, ports.now()) }, place, ports)
}

async function restore({ steps }: UndoPlan, posture: BucketPosture, ports: Ports) {
  const { bucket } = posture
  const tried: Attempt[] = []
  for (const step of steps) tried.push(await applyStep(step, posture, ports))
  const isShown = (after: BucketPosture) =>
    tried.every((attempt) => attempt.status !== 'done' || isApplied(attempt, after))
  const after = (await readAfterWrite(isShown, bucket, ports)) ?? posture
  const attempts = tried.map((attempt) => judged(verifyAttempt(attempt, after, []), after))
  return { attempts, after }
}

/**
 * Writes the record to the journal and notifies people, also if the journal fails now. Whatever fails, the entry says that
 * this run goes no further with it.
 */
async function complete(
  entry: JournalEntry & { readonly record: RemediationRecord },
  place: JournalPlace,
  ports: Ports,
): Promise<UndoResult> {
  const { journal, notify } = ports
  const { record } = entry
  const kept = await settled(journal.amend(place, entry))
  const sent = await settled(notify(record))
  const last = 'value' in kept ? kept.value : place
  const marked =
    'value' in kept && 'value' in sent
      ? await settled(journal.amend(last, { ...last.entry, notified: sent.value }))
      : undefined
  if (marked && 'value' in marked) return { record }
  await abandon(last, ports)
  if ('error' in kept) return { record, error: notInJournal(record, kept.error) }
  return { record, error: 'error' in sent ? sent.error : marked?.error }
}

const notInJournal = ({ outcome }: RemediationRecord, cause: unknown) =>
  new Error(
    `The bucket was handled (${outcome}), but its record is not in the journal: ${errorText(cause)}`,
    { cause },
  )

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
