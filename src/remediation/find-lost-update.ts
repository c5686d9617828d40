import { type BucketEvent, isByCooper } from '../core/event.ts'
import { NOT_SEEN } from '../core/failures/failure.ts'
import { type JournalEntry, LONGEST_RUN } from '../core/journal/entry.ts'
import { fightsSince } from '../core/journal/find-flapping.ts'
import { missingEncryption } from '../core/journal/lost-encryption.ts'
import { missingPolicy } from '../core/journal/lost-policy.ts'
import type { Collision } from '../core/journal/lost-update.ts'
import type { Attempt, StepResult } from '../core/journal/record.ts'
import type { Dependencies, Edge } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import type { Settings } from '../core/settings.ts'
import { applyStep, confirmed, isThere } from './apply-step.ts'
import { lookUntil } from './read-after-write.ts'

/** Whether Cooper wrote over what the event's call put. The journal is asked only where that does not stand there. */
export async function findCollision(
  event: BucketEvent,
  posture: BucketPosture,
  settings: Settings,
  { journal, now }: Dependencies,
): Promise<Collision | undefined> {
  const explain = missingPolicy(event, posture) ?? missingEncryption(event, posture)
  if (!explain) return undefined
  const around = Date.parse(event.time) - LONGEST_RUN
  const since = Math.min(around, fightsSince(now(), settings).getTime())
  const entries = await journal.recent(event.bucket, new Date(since))
  const isSettled = entries.some(
    ({ intent, record }) =>
      intent.event.id === event.id && record?.collision && !record.steps.some(isFailedRestore),
  )
  const found = isSettled ? undefined : explain(entries)
  const collision = found && (mayRestore(entries, settings) ? found : onlyTold(found))
  // What another Cooper asks for, it puts there again by itself: nobody has to decide.
  return collision?.step || !isByCooper(event) ? collision : undefined
}

/** Not where Cooper only reports, nor again and again: two who write at the same moment each time would go on for ever. */
function mayRestore(entries: readonly JournalEntry[], { modes, fightLimit }: Settings): boolean {
  const isRestored = ({ intent: { undo, steps } }: JournalEntry) =>
    undo === undefined && steps.some(({ type }) => type.startsWith('restore-'))
  const isWriting = Object.values(modes).includes('remediate')
  return isWriting && entries.filter(isRestored).length < fightLimit
}

const onlyTold = ({ step: _, ...collision }: Collision): Collision => collision
const isFailedRestore = ({ step, status }: StepResult) =>
  step.type.startsWith('restore-') && status === 'failed'

/** Puts theirs back, and looks again. `posture` is absent where the bucket is gone by now. */
export async function restoreTheirs(
  step: NonNullable<Collision['step']>,
  { bucket }: BucketPosture,
  edge: Edge,
): Promise<{ readonly attempt: Attempt; readonly posture: BucketPosture | undefined }> {
  const attempt = await applyStep(step, bucket, edge)
  const isShown = (after: BucketPosture) => attempt.status !== 'done' || isThere(attempt, after)
  const posture = await lookUntil(isShown, bucket, edge)
  if (!posture) return { attempt, posture }
  if (isThere(attempt, posture)) return { attempt: confirmed(attempt, posture, []), posture }
  const isLost = attempt.status === 'done'
  return {
    attempt: isLost ? { ...attempt, status: 'failed', failure: NOT_SEEN } : attempt,
    posture,
  }
}
