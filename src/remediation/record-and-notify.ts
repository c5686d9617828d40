import { type BucketEvent, BY_SWEEP, isTagging } from '../core/event.ts'
import type { Intent } from '../core/journal/entry.ts'
import type { Attempt, RemediationRecord } from '../core/journal/record.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import { retry, settled, unwrap } from '../core/retry.ts'
import { mayWait, RESERVE } from './deadline.ts'
import { newEntry } from './write-intent.ts'

/** What a run intended and did. */
interface RunDone {
  readonly intent: Intent
  readonly attempts: readonly Attempt[]
  /** The run's entry in the journal. Absent: nothing was to be written to the bucket. */
  readonly entry: JournalPlace | undefined
}

/** Writes the record to the journal, notifies people, and marks in the journal which channels have the record. */
export async function recordAndNotify(
  record: RemediationRecord,
  { intent, attempts, entry }: RunDone,
  ports: Ports,
): Promise<void> {
  const isNews = attempts.some(mayHaveWritten)
  if (entry) {
    const place = await putRecord(record, isNews, entry, ports)
    await notifyAndClose(record, isNews, place, ports)
  } else await notifyOfFindings(record, intent, ports)
  const interrupted = attempts.find(({ error }) => error !== undefined)
  if (interrupted) throw interrupted.error
}

const mayHaveWritten = ({ status, before, error }: Attempt) =>
  status === 'done' || (before !== undefined && error !== undefined)

/** The journal keeps what people were notified of, even if nothing was written. The digests of sweeps name it each time. */
const isNotifiedOnce = (event: BucketEvent, record: RemediationRecord) =>
  event.name !== BY_SWEEP && !isForNobody(record)

/** Tags change often, and people were already notified of the exemption. */
const isForNobody = ({ outcome, event }: RemediationRecord) =>
  outcome === 'exempt' && isTagging(event)

/**
 * Nothing was to be written to the bucket, so people need no journal to know it all. A journal that fails must not make the
 * run fail after the message: each retry would send it again.
 */
async function notifyOfFindings(
  record: RemediationRecord,
  intent: Intent,
  ports: Ports,
): Promise<void> {
  const { journal } = ports
  const kept = isNotifiedOnce(intent.event, record)
    ? await settled(journal.open({ ...newEntry(intent, ports), record }))
    : undefined
  const notified = await notifyWithBackoff(record, false, ports)
  if (kept && 'value' in kept) {
    await settled(journal.amend(kept.value, { ...kept.value.entry, notified }))
  }
}

async function putRecord(
  record: RemediationRecord,
  isNews: boolean,
  entry: JournalPlace,
  ports: Ports,
): Promise<JournalPlace> {
  try {
    return await ports.journal.amend(entry, { ...entry.entry, record })
  } catch (error) {
    // Notify people of the change even if the journal fails now.
    await notifyWithBackoff(record, isNews, ports)
    throw error
  }
}

export async function notifyAndClose(
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
  if (isForNobody(record)) return []
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
