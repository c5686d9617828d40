import { isDeepStrictEqual } from 'node:util'
import { type BucketEvent, isTagging } from '../core/event.ts'
import { type Intent, mayBeRepeated, mayResume } from '../core/journal/entry.ts'
import type { Attempt, RemediationRecord } from '../core/journal/record.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import { mayWait, RESERVE, tooLate } from './deadline.ts'

/** Writes down what is about to be done. Throws where that can't be: then nothing is done. */
export async function writeIntent(intent: Intent, ports: Ports): Promise<JournalPlace> {
  const { journal, now, run } = ports
  const late = tooLate(ports, intent.event.bucket.name)
  if (late) throw late
  const started = now().toISOString()
  return journal.open({ version: 1, started, ...(run && { run }), intent, announced: false })
}

/** Writes down what is about to be done besides what an earlier delivery intended. */
export async function resumeIntent(
  place: JournalPlace,
  { steps, lostUpdate }: Intent,
  { journal }: Ports,
): Promise<JournalPlace> {
  const { entry } = place
  const { intent } = entry
  const more = steps.filter((step) => !intent.steps.some((one) => isDeepStrictEqual(one, step)))
  if (more.length === 0) return place
  const all = { ...intent, steps: [...intent.steps, ...more], ...(lostUpdate && { lostUpdate }) }
  return journal.amend(place, { ...entry, intent: all })
}

/** What an earlier delivery of the event was killed over. What it had finished and not told is told now. */
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

/** The record into the journal, the message out, and into the journal that it is out. */
export async function recordAndNotify(
  record: RemediationRecord,
  attempts: readonly Attempt[],
  place: JournalPlace | undefined,
  ports: Ports,
): Promise<void> {
  const isNews = attempts.some(mayHaveWritten)
  const closed = place && (await closeEntry(place, record, isNews, ports))
  await notifyAndMark(record, isNews, closed, ports)
  const interrupted = attempts.find(({ error }) => error !== undefined)
  if (interrupted) throw interrupted.error
}

const mayHaveWritten = ({ status, before, error }: Attempt) =>
  status === 'done' || (before !== undefined && error !== undefined)

async function closeEntry(
  place: JournalPlace,
  record: RemediationRecord,
  isNews: boolean,
  ports: Ports,
): Promise<JournalPlace> {
  try {
    return await ports.journal.amend(place, { ...place.entry, record })
  } catch (error) {
    // A journal that fails now must not keep people from hearing of the change.
    await notifyWithBackoff(record, isNews, ports)
    throw error
  }
}

async function notifyAndMark(
  record: RemediationRecord,
  isNews: boolean,
  place: JournalPlace | undefined,
  ports: Ports,
) {
  await notifyWithBackoff(record, isNews, ports)
  if (place) await ports.journal.amend(place, { ...place.entry, announced: true })
}

// Milliseconds. Without a journal the next delivery of the event finds the bucket mended, and would say nothing.
const NOTIFY_WAITS = [1000, 2000, 4000, 8000]

async function notifyWithBackoff(record: RemediationRecord, isNews: boolean, ports: Ports) {
  const { notify, wait } = ports
  // Tags change often, and what is left as it is was told when it became so.
  if (record.outcome === 'exempt' && isTagging(record.event)) return
  for (const milliseconds of isNews ? NOTIFY_WAITS : []) {
    try {
      return await notify(record)
    } catch (error) {
      if (!mayWait(ports, milliseconds, RESERVE.notify)) throw error
      await wait(milliseconds)
    }
  }
  return notify(record)
}
