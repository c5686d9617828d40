import type { Settling } from '../core/assessment/settling.ts'
import { endingOf, longWaitOf, type Note, notesOf } from '../core/digest/note.ts'
import type { BucketEvent } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import type { RemediationRecord } from '../core/journal/record.ts'
import type { Ports } from '../core/ports.ts'

/** The notes in the journal's bucket. */
export interface NoteStore {
  /** Whether this sweep was begun. Without that, no digest of it is due, and nothing may wait for one. */
  isBegun(sweep: string): Promise<boolean>
  /** Storing the same note twice has no effect. */
  put(note: Note): Promise<void>
}

type Notify = Ports['notify']

const DIGEST = 'digest'

/** Notifies people of the results of a sweep by its digest. At once, too, of an announcement, if nobody began the sweep, or if a note cannot be stored. */
export const notifyInDigest =
  (sweep: string, store: NoteStore, notifyAtOnce: Notify): Notify =>
  async (record) => {
    const isNotedToo = await isNoted(record, sweep, store)
    if (!isNotedToo || isAnnouncing(record)) return notifyAtOnce(record)
    return [DIGEST]
  }

/** An announcement is a message of its own, which says all that its reader may do. */
const isAnnouncing = ({ announced = [] }: RemediationRecord) =>
  announced.some(({ isNew, hasEnded }) => isNew && !hasEnded)

async function isNoted(
  record: RemediationRecord,
  sweep: string,
  { isBegun, put }: NoteStore,
): Promise<boolean> {
  try {
    if (!(await isBegun(sweep))) return false
    for (const note of notesOf(record, sweep)) await put(note)
    return true
  } catch {
    return false
  }
}

/**
 * For a bucket without anything to do, stores a note only if its exemption ends soon, or if it has waited for hours for the
 * end of its deployment.
 */
export async function noteQuietResult(
  { bucket, time, sweep }: BucketEvent,
  { exempted, settling }: QuietResult,
  { isBegun, put }: NoteStore,
): Promise<void> {
  if (!sweep) return
  const { account, name } = bucket
  const about = { account, bucket: name, time, sweep: sweep.id }
  const notes = [
    ...(exempted ? endingOf(exempted, about) : []),
    ...(settling ? longWaitOf(settling, about) : []),
  ]
  if (notes.length === 0 || !(await isBegun(sweep.id))) return
  for (const note of notes) await put(note)
}

/** What matters of a result without a record. */
interface QuietResult {
  readonly outcome: string
  readonly exempted?: readonly Finding[]
  readonly settling?: Settling
}
