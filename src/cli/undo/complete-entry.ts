import { type JournalEntry, mayResume } from '../../core/journal/entry.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import type { Ports } from '../../core/ports.ts'
import { recordAndNotify } from '../../remediation/record-and-notify.ts'

/** Completes the entry of an interrupted run before its undo, which hides what that run did. */
export async function completeEntry(
  { intent }: JournalEntry,
  record: RemediationRecord,
  ports: Ports,
): Promise<void> {
  const place = await ports.journal.find(intent.event, mayResume(ports.run, ports.now()))
  if (place && !place.entry.record)
    await recordAndNotify(record, { intent, attempts: [], entry: place }, ports)
}
