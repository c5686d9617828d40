import { isTagging } from '../core/event.ts'
import type { Attempt, RemediationRecord } from '../core/journal/record.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import { retry, settled, unwrap } from '../core/retry.ts'
import { mayWait, RESERVE } from './deadline.ts'

/** Writes the record to the journal, notifies people, and marks in the journal which channels have the record. */
export async function recordAndNotify(
  record: RemediationRecord,
  attempts: readonly Attempt[],
  place: JournalPlace | undefined,
  ports: Ports,
): Promise<void> {
  const isNews = attempts.some(mayHaveWritten)
  const closed = place && (await putRecord(record, isNews, place, ports))
  await notifyAndMark(record, isNews, closed, ports)
  const interrupted = attempts.find(({ error }) => error !== undefined)
  if (interrupted) throw interrupted.error
}

const mayHaveWritten = ({ status, before, error }: Attempt) =>
  status === 'done' || (before !== undefined && error !== undefined)

async function putRecord(
  record: RemediationRecord,
  isNews: boolean,
  place: JournalPlace,
  ports: Ports,
): Promise<JournalPlace> {
  try {
    return await ports.journal.amend(place, { ...place.entry, record })
  } catch (error) {
    // Notify people of the change even if the journal fails now.
    await notifyWithBackoff(record, isNews, ports)
    throw error
  }
}

export async function notifyAndMark(
  record: RemediationRecord,
  isNews: boolean,
  place: JournalPlace | undefined,
  ports: Ports,
): Promise<void> {
  const notified = await notifyWithBackoff(record, isNews, ports)
  if (place) await ports.journal.amend(place, { ...place.entry, notified })
}

// Milliseconds. Without a journal a retry of the event would find a compliant bucket, and notify nobody.
const NOTIFY_WAITS = [1000, 2000, 4000, 8000]

async function notifyWithBackoff(
  record: RemediationRecord,
  isNews: boolean,
  ports: Ports,
): Promise<readonly string[]> {
  // Tags change often, and people were already notified of the exemption.
  if (record.outcome === 'exempt' && isTagging(record.event)) return []
  const answer = await retry(
    () => settled(ports.notify(record)),
    (one) => 'value' in one,
    {
      waits: isNews ? NOTIFY_WAITS : [],
      wait: ports.wait,
      mayWait: (milliseconds) => mayWait(ports, milliseconds, RESERVE.notify),
    },
  )
  return unwrap(answer)
}
