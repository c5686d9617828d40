import type { BucketEvent } from './core/event.ts'
import type { RemediationRecord } from './core/record.ts'
import { endingOf, type Note, notesOf } from './core/sweep/note.ts'
import type { Result } from './remediate-bucket.ts'

/** Puts a note where the digest finds it. The same note twice is one. */
export type PutNote = (note: Note) => Promise<void>

type Tell = (record: RemediationRecord) => Promise<void>

/** What a sweep found is told by its digest, and at once where it can't be noted down. */
export const tellInDigest =
  (sweep: string, putNote: PutNote, tell: Tell): Tell =>
  async (record) => {
    try {
      for (const note of notesOf(record, sweep)) await putNote(note)
    } catch {
      await tell(record)
    }
  }

/** Of a bucket that is exempt by request only the end of the exemption is worth a note. */
export async function noteEnding(
  { bucket, time, sweep }: BucketEvent,
  result: Result,
  putNote: PutNote,
): Promise<void> {
  if (!sweep || !('exempted' in result)) return
  const ending = endingOf(result.exempted, { bucket: bucket.name, time, sweep: sweep.id })
  for (const note of ending) await putNote(note)
}
