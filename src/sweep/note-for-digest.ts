import { endingOf, type Note, notesOf } from '../core/digest/note.ts'
import type { BucketEvent } from '../core/event.ts'
import type { Finding } from '../core/finding.ts'
import type { Ports } from '../core/ports.ts'

/** Puts a note where the digest finds it. The same note twice is one. */
export type PutNote = (note: Note) => Promise<void>

type Notify = Ports['notify']

const DIGEST = 'digest'

/** People learn what a sweep found from its digest, and at once where it can't be noted down. */
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

/** Of a bucket that is exempt by request only the end of the exemption is worth a note. */
export async function noteExemptionEnd(
  { bucket, time, sweep }: BucketEvent,
  exempted: readonly Finding[],
  putNote: PutNote,
): Promise<void> {
  if (!sweep) return
  const ending = endingOf(exempted, { bucket: bucket.name, time, sweep: sweep.id })
  for (const note of ending) await putNote(note)
}
