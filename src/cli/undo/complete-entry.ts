import { type JournalEntry, mayResume, resumedBy } from '../../core/journal/entry.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import type { Ports } from '../../core/ports.ts'
import { recordAndNotify } from '../../remediation/record-and-notify.ts'
import { changeInProgress } from './find-change.ts'

/** Completes the entry of an interrupted run before its undo, which hides what that run did. */
export async function completeEntry(
  { intent }: JournalEntry,
  record: RemediationRecord,
  ports: Ports,
): Promise<void> {
  const { journal, run, now } = ports
  const isMine = mayResume(run, now())
  const place = await journal.find(intent.event, isMine)
  if (!place || place.entry.record) return
  if (!isMine(place.entry)) throw changeInProgress(intent.event)
  const entry = await journal.amend(place, resumedBy(run, now(), place.entry))
  await recordAndNotify(record, { intent, attempts: [], entry }, ports)
}
