import { endingOf, type Note, notesOf } from '../core/digest/note.ts'
import type { BucketEvent } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import type { Ports } from '../core/ports.ts'

/** Stores a note for the digest. Storing the same note twice has no effect. */
export type PutNote = (note: Note) => Promise<void>

type Notify = Ports['notify']

const DIGEST = 'digest'

/** Notifies people of the results of a sweep by its digest, or at once if the note cannot be stored. */
export const notifyInDigest =
  (sweep: string, putNote: PutNote, notifyAtOnce: Notify): Notify =>
  async (record) => {
    try {
      for (const note of notesOf(record, sweep)) await putNote(note)
      return [DIGEST]
    } catch {
      return notifyAtOnce(record)
    }
  }

/** For a bucket that is exempt by request, stores a note only if the exemption ends soon. */
export async function noteExemptionEnd(
  { bucket, time, sweep }: BucketEvent,
  exempted: readonly Finding[],
  putNote: PutNote,
): Promise<void> {
  if (!sweep) return
  const ending = endingOf(exempted, { bucket: bucket.name, time, sweep: sweep.id })
  for (const note of ending) await putNote(note)
}
