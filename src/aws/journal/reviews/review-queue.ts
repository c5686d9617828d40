import * as v from 'valibot'
import { REVIEWS } from '../../../core/announcements/review.ts'
import type { ReviewQueue } from '../../../core/announcements/review-ports.ts'
import { keyOfWatch, WATCHES, type WatchNote } from '../../../core/announcements/watch.ts'
import { IsoTime } from '../../events/values.ts'
import { JournalRecord } from '../entry-schema.ts'
import type { JsonObjects } from '../json-objects.ts'
import type { ReportUnreadable } from '../read-entries.ts'
import { readReviewNote } from './review-store.ts'

const WatchText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    version: v.literal(1),
    record: JournalRecord,
    until: IsoTime,
    looked: v.exactOptional(IsoTime),
  }),
)

/** What the bot asks about access logs, for the function that reads them. */
export function reviewQueueIn(
  objects: JsonObjects,
  reportUnreadable: ReportUnreadable,
): ReviewQueue {
  const keysIn = async (folder: string) => (await objects.list(folder)).map(({ key }) => key)
  return {
    async *asked() {
      for (const key of await keysIn(REVIEWS)) {
        const found = await readReviewNote(key, objects, reportUnreadable)
        if (found && !found.note.review) yield { key, ...found }
      }
    },
    // The bot may have asked anew meanwhile: then the answer is about another change.
    answer: async ({ key, tag, note }, review) => {
      await objects.replace(key, tag, { ...note, review })
    },
    async *watched() {
      for (const key of await keysIn(WATCHES)) {
        const stored = await objects.get(key)
        const { success, output } = v.safeParse(WatchText, stored?.text, { abortEarly: true })
        const note = success ? (output as unknown as WatchNote) : undefined
        if (note && keyOfWatch(note.record) === key) yield note
        else if (stored) reportUnreadable(key)
      }
    },
    keep: (note) => objects.put(keyOfWatch(note.record), note),
    end: (note) => objects.remove([keyOfWatch(note.record)]),
  }
}
