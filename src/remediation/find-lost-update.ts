import { type BucketEvent, isByAnotherCooper } from '../core/event.ts'
import { NOT_SEEN } from '../core/failures/failure.ts'
import { type JournalEntry, LONGEST_RUN } from '../core/journal/entry.ts'
import { historySince } from '../core/journal/find-flapping.ts'
import { findLostEncryption } from '../core/journal/lost-encryption.ts'
import { findLostPolicy } from '../core/journal/lost-policy.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import type { Attempt, StepResult } from '../core/journal/record.ts'
import type { Ports, WritePorts } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import type { Settings } from '../core/settings.ts'
import { applyStep, isApplied, verifyAttempt } from './apply-step.ts'
import { readAfterWrite } from './read-after-write.ts'

/** Whether Cooper wrote over what the event's call put. The journal is asked only where that does not stand there. */
export async function findLostUpdate(
  event: BucketEvent,
  posture: BucketPosture,
  settings: Settings,
  { journal, now }: Ports,
): Promise<LostUpdate | undefined> {
  const explain = findLostPolicy(event, posture) ?? findLostEncryption(event, posture)
  if (!explain) return undefined
  const around = Date.parse(event.time) - LONGEST_RUN
  const since = Math.min(around, historySince(now(), settings).getTime())
  const entries = await journal.recent(event.bucket, new Date(since))
  const isSettled = entries.some(
    ({ intent, record }) =>
      intent.event.id === event.id && record?.lostUpdate && !record.steps.some(isFailedRestore),
  )
  const found = isSettled ? undefined : explain(entries)
  const lostUpdate = found && (mayRestore(entries, settings) ? found : onlyTold(found))
  // What another Cooper asks for, it puts there again by itself: nobody has to decide.
  return lostUpdate?.step || !isByAnotherCooper(event) ? lostUpdate : undefined
}

/** Not where Cooper only reports, nor again and again: two who write at the same moment each time would go on for ever. */
function mayRestore(entries: readonly JournalEntry[], { modes, flappingLimit }: Settings): boolean {
  const isRestored = ({ intent: { undo, steps } }: JournalEntry) =>
    undo === undefined && steps.some(({ type }) => type.startsWith('restore-'))
  const isWriting = Object.values(modes).includes('remediate')
  return isWriting && entries.filter(isRestored).length < flappingLimit
}

const onlyTold = ({ step: _, ...lostUpdate }: LostUpdate): LostUpdate => lostUpdate
const isFailedRestore = ({ step, status }: StepResult) =>
  step.type.startsWith('restore-') && status === 'failed'

/** Puts theirs back, and looks again. `posture` is absent where the bucket is gone by now. */
export async function restoreLostUpdate(
  step: NonNullable<LostUpdate['step']>,
  { bucket }: BucketPosture,
  ports: WritePorts,
): Promise<{ readonly attempt: Attempt; readonly posture: BucketPosture | undefined }> {
  const attempt = await applyStep(step, bucket, ports)
  const isShown = (after: BucketPosture) => attempt.status !== 'done' || isApplied(attempt, after)
  const posture = await readAfterWrite(isShown, bucket, ports)
  if (!posture) return { attempt, posture }
  if (isApplied(attempt, posture)) return { attempt: verifyAttempt(attempt, posture, []), posture }
  const isLost = attempt.status === 'done'
  return {
    attempt: isLost ? { ...attempt, status: 'failed', failure: NOT_SEEN } : attempt,
    posture,
  }
}
