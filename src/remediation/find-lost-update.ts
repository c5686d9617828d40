import { type BucketEvent, isByAnotherCooper } from '../core/event.ts'
import { type JournalEntry, LONGEST_RUN } from '../core/journal/entry.ts'
import { historySince } from '../core/journal/flapping/find-flapping.ts'
import { findLostEncryption } from '../core/journal/lost-encryption.ts'
import { findLostPolicy } from '../core/journal/lost-policy.ts'
import type { LostUpdate } from '../core/journal/lost-update.ts'
import type { StepResult } from '../core/journal/record.ts'
import { sinceCreation } from '../core/journal/since-creation.ts'
import type { Ports } from '../core/ports.ts'
import type { BucketPosture } from '../core/posture.ts'
import type { Settings } from '../core/settings.ts'
import { isRestore } from '../core/step.ts'

/** What was read of a bucket, and when that read began. */
export interface Reading {
  readonly posture: BucketPosture
  readonly asked: Date
}

export interface PossibleLoss {
  readonly lostUpdate?: LostUpdate
  /** Cooper has written since the bucket was read, so only another read shows what became of the put. */
  readonly isOutdated?: true
}

/** Whether Cooper replaced what the event's call put. Reads the journal only if that is not the current value. */
export async function findLostUpdate(
  event: BucketEvent,
  { posture, asked }: Reading,
  settings: Settings,
  { journal, now }: Ports,
): Promise<PossibleLoss> {
  const explain = findLostPolicy(event, posture) ?? findLostEncryption(event, posture)
  if (!explain) return {}
  const around = Date.parse(event.time) - LONGEST_RUN
  const since = Math.min(around, historySince(now(), settings).getTime())
  const history = await journal.recent(event.bucket, { since: new Date(since) })
  const entries = sinceCreation(history.entries, event)
  if (entries.some(isWrittenWithin(asked, now()))) return { isOutdated: true }
  const isKnown = entries.some(
    ({ intent, record }) =>
      intent.event.id === event.id && record?.lostUpdate && !record.steps.some(isFailedRestore),
  )
  const found = isKnown ? undefined : explain(entries)
  const lostUpdate = found && (mayRestore(entries, settings) ? found : withoutStep(found))
  // Another Cooper puts its own requirement again, so nobody has to decide.
  const isForOwner = lostUpdate?.step || !isByAnotherCooper(event)
  return lostUpdate && isForOwner ? { lostUpdate } : {}
}

// The clock of a person's machine may be ahead. A time that is still to come would make Cooper read again and again.
const isWrittenWithin =
  (asked: Date, now: Date) =>
  ({ record }: JournalEntry): boolean =>
    record?.steps.some(({ window }) => {
      const written = window?.read && new Date(window.written)
      return written && asked < written && written <= now
    }) ?? false

/** Whether Cooper may restore: not in report mode, and not too often, since two concurrent writers would otherwise never end. */
function mayRestore(entries: readonly JournalEntry[], { modes, flappingLimit }: Settings): boolean {
  const isRestored = ({ intent: { undo, steps } }: JournalEntry) =>
    undo === undefined && steps.some(isRestore)
  const isWriting = Object.values(modes).some((mode) => mode !== 'report')
  return isWriting && entries.filter(isRestored).length < flappingLimit
}

const withoutStep = ({ step: _, ...lostUpdate }: LostUpdate): LostUpdate => lostUpdate
const isFailedRestore = ({ step, status }: StepResult) => isRestore(step) && status === 'failed'
