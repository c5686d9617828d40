import type { Bucket } from '../core/bucket.ts'
import type { Actor, BucketEvent } from '../core/event.ts'
import {
  isEntryOf,
  mayBeRepeated,
  mayResume,
  resumedBy,
  TRY_AGAIN_LATER,
} from '../core/journal/entry.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import { printable } from '../core/printable.ts'
import { settled } from '../core/retry.ts'
import { notifyAndClose } from './record-and-notify.ts'

export interface EarlierRun {
  /** The journal entry of an interrupted run, which this run resumes. */
  readonly interrupted?: JournalPlace
  /** Whether another run that may still be in progress has an entry. */
  readonly isInProgress?: true
}

/** An earlier run for the same event. If it only failed to notify people, this notifies them. */
export async function findInterruptedRun(event: BucketEvent, ports: Ports): Promise<EarlierRun> {
  const { journal, now, run, isRepeated } = ports
  if (!isRepeated && !mayBeRepeated(event, now())) return {}
  const isMine = mayResume(run, now())
  const place = await journal.find(event, isMine)
  if (!place) return {}
  if (!isMine(place.entry)) return { isInProgress: true }
  if (!place.entry.record) return { interrupted: place }
  await notifyAndClose(place.entry.record, true, await take(place, ports), ports)
  return {}
}

/**
 * The entry of an undo of a change that was interrupted, which this person resumes. `undefined`: there is none. Throws where
 * the undo of another person may still be in progress.
 */
export async function findInterruptedUndo(
  of: string,
  bucket: Bucket,
  { arn }: Actor,
  { journal, run, now }: Pick<Ports, 'journal' | 'run' | 'now'>,
): Promise<JournalPlace | undefined> {
  const place = await journal.unfinishedUndo(bucket, of)
  if (!place) return undefined
  const { actor } = place.entry.intent.event
  const isSamePerson = arn !== undefined && actor.arn === arn
  if (isSamePerson || mayResume(run, now())(place.entry)) return place
  throw new Error(
    `Cannot undo the change ${JSON.stringify(of)} of ${bucket.name}: an undo of it by ${printable(actor.arn ?? 'somebody', 200)} is still in progress. ${TRY_AGAIN_LATER}`,
  )
}

/** Makes the entry of another run this run's own. Throws where yet another run was faster. */
const take = async (place: JournalPlace, { journal, run, now }: Ports): Promise<JournalPlace> =>
  isEntryOf(run, place.entry) ? place : journal.amend(place, resumedBy(run, now(), place.entry))

/** Says in the entry that its run goes no further, so that another one may resume it at once. Never throws. */
export async function abandon(place: JournalPlace, { journal }: Pick<Ports, 'journal'>) {
  await settled(journal.amend(place, { ...place.entry, abandoned: true }))
}

/** Closes an entry without a record, since nothing was changed. */
export async function closeUnneeded(place: JournalPlace | undefined, { journal }: Ports) {
  if (place) await journal.amend(place, { ...place.entry, unneeded: true })
}
