import * as v from 'valibot'
import { isClosed, type JournalEntry } from '../../core/journal/entry.ts'
import { keyOfMark, markOf, OUTBOX } from '../../core/journal/outbox.ts'
import { settled } from '../../core/retry.ts'
import type { Outbox } from '../../core/sweep/outbox-ports.ts'
import { BucketName } from '../events/values.ts'
import type { JsonObjects } from './json-objects.ts'
import { type ReportUnreadable, readEntries } from './read-entries.ts'

const MarkText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    version: v.literal(1),
    bucket: BucketName,
    keys: v.pipe(v.array(v.pipe(v.string(), v.regex(/^(changes|holds)\//))), v.maxLength(2)),
    sent: v.exactOptional(v.array(v.string())),
  }),
)

export const putMark = (entry: JournalEntry, objects: JsonObjects): Promise<void> =>
  objects.put(keyOfMark(entry), markOf(entry))

/** Never throws: the hourly run removes a mark that stays behind. */
export async function removeMark(entry: JournalEntry, objects: JsonObjects): Promise<void> {
  await settled(objects.remove([keyOfMark(entry)]))
}

/** The outbox in the journal. An object that is not readable is reported, and stays. */
export function outboxOver(objects: JsonObjects, reportUnreadable: ReportUnreadable): Outbox {
  return {
    async marks(most) {
      const listed = await objects.list(OUTBOX, most)
      return listed.map(({ key, put = 0 }) => ({ key, put }))
    },
    async find(key) {
      const stored = await objects.get(key)
      if (!stored) return 'closed'
      const { success, output: mark } = v.safeParse(MarkText, stored.text)
      if (!success) {
        reportUnreadable(key)
        return 'unreadable'
      }
      const found = await readEntries(mark.bucket, mark.keys, objects, reportUnreadable)
      const place = found.find((one) => one.place && keyOfMark(one.place.entry) === key)?.place
      if (place) return isClosed(place.entry) ? 'closed' : { mark, place }
      return found.every((one) => one.place) ? 'closed' : 'unreadable'
    },
    put: (key, mark) => objects.put(key, mark),
    remove: (keys) => objects.remove(keys),
  }
}
