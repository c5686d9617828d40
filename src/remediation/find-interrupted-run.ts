import type { BucketEvent } from '../core/event.ts'
import { mayBeRepeated, mayResume } from '../core/journal/entry.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import { notifyAndMark } from './record-and-notify.ts'

/** The journal entry of an interrupted run for the same event. If it has a record already, only notifies people of it. */
export async function findInterruptedRun(
  event: BucketEvent,
  ports: Ports,
): Promise<JournalPlace | undefined> {
  if (!mayBeRepeated(event, ports.now())) return undefined
  const place = await ports.journal.find(event, mayResume(ports.run, ports.now()))
  if (!place?.entry.record) return place
  await notifyAndMark(place.entry.record, true, place, ports)
  return undefined
}

/** Closes an entry without a record, since nothing was changed. */
export async function closeUnneeded(place: JournalPlace | undefined, { journal }: Ports) {
  if (place) await journal.amend(place, { ...place.entry, unneeded: true })
}
