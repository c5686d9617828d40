import type { BucketEvent } from '../core/event.ts'
import { mayBeRepeated, mayResume } from '../core/journal/entry.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import { notifyAndMark } from './record-and-notify.ts'

/** The entry of an earlier delivery of the event that was killed midway. People are notified now of what it had recorded. */
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

/** Closes an entry without a record: nothing was written, and there is nothing to notify of. */
export async function closeUnneeded(place: JournalPlace | undefined, { journal }: Ports) {
  if (place) await journal.amend(place, { ...place.entry, unneeded: true })
}
