import { isDeepStrictEqual } from 'node:util'
import { type BucketEvent, isTagging } from '../core/event.ts'
import { type Intent, isLeftTo, mayBeRepeated } from '../core/journal/entry.ts'
import type { Attempt, RemediationRecord } from '../core/journal/record.ts'
import type { Dependencies, JournalPlace } from '../core/ports.ts'
import { mayWait, RESERVE, tooLate } from './deadline.ts'

/** Writes down what is about to be done. Throws where that can't be: then nothing is done. */
export async function open(intent: Intent, edge: Dependencies): Promise<JournalPlace> {
  const { journal, now, run } = edge
  const late = tooLate(edge, intent.event.bucket.name)
  if (late) throw late
  const opened = now().toISOString()
  return journal.open({ version: 1, opened, ...(run && { run }), intent, announced: false })
}

/** Writes down what is about to be done besides what an earlier delivery intended. */
export async function takeOver(
  place: JournalPlace,
  { steps, collision }: Intent,
  { journal }: Dependencies,
): Promise<JournalPlace> {
  const { entry } = place
  const { intent } = entry
  const more = steps.filter((step) => !intent.steps.some((one) => isDeepStrictEqual(one, step)))
  if (more.length === 0) return place
  const all = { ...intent, steps: [...intent.steps, ...more], ...(collision && { collision }) }
  return journal.amend(place, { ...entry, intent: all })
}

/** What an earlier delivery of the event was killed over. What it had finished and not told is told now. */
export async function leftOpen(
  event: BucketEvent,
  edge: Dependencies,
): Promise<JournalPlace | undefined> {
  if (!mayBeRepeated(event, edge.now())) return undefined
  const place = await edge.journal.find(event, isLeftTo(edge.run, edge.now()))
  if (!place?.entry.record) return place
  await announce(place.entry.record, true, place, edge)
  return undefined
}

/** The record into the journal, the message out, and into the journal that it is out. */
export async function conclude(
  record: RemediationRecord,
  attempts: readonly Attempt[],
  place: JournalPlace | undefined,
  edge: Dependencies,
): Promise<void> {
  const isNews = attempts.some(mayHaveWritten)
  const closed = place && (await close(place, record, isNews, edge))
  await announce(record, isNews, closed, edge)
  const interrupted = attempts.find(({ error }) => error !== undefined)
  if (interrupted) throw interrupted.error
}

const mayHaveWritten = ({ status, before, error }: Attempt) =>
  status === 'done' || (before !== undefined && error !== undefined)

async function close(
  place: JournalPlace,
  record: RemediationRecord,
  isNews: boolean,
  edge: Dependencies,
): Promise<JournalPlace> {
  try {
    return await edge.journal.amend(place, { ...place.entry, record })
  } catch (error) {
    // A journal that fails now must not keep people from hearing of the change.
    await tellPatiently(record, isNews, edge)
    throw error
  }
}

async function announce(
  record: RemediationRecord,
  isNews: boolean,
  place: JournalPlace | undefined,
  edge: Dependencies,
) {
  await tellPatiently(record, isNews, edge)
  if (place) await edge.journal.amend(place, { ...place.entry, announced: true })
}

// Milliseconds. Without a journal the next delivery of the event finds the bucket mended, and would say nothing.
const TELL_WAITS = [1000, 2000, 4000, 8000]

async function tellPatiently(record: RemediationRecord, isNews: boolean, edge: Dependencies) {
  const { tell, wait } = edge
  // Tags change often, and what is left as it is was told when it became so.
  if (record.outcome === 'exempt' && isTagging(record.event)) return
  for (const milliseconds of isNews ? TELL_WAITS : []) {
    try {
      return await tell(record)
    } catch (error) {
      if (!mayWait(edge, milliseconds, RESERVE.tell)) throw error
      await wait(milliseconds)
    }
  }
  return tell(record)
}
