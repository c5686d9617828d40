import * as v from 'valibot'
import { keyOfReview, type ReviewNote } from '../../../core/announcements/review.ts'
import { keyOfWatch } from '../../../core/announcements/watch.ts'
import type { Reviews } from '../../../core/ports.ts'
import { IsoTime } from '../../events/values.ts'
import { BucketSchema } from '../entry-schema.ts'
import type { JsonObjects } from '../json-objects.ts'
import type { ReportUnreadable } from '../read-entries.ts'
import { PolicyValue } from '../step-schema.ts'
import { ReviewSchema } from './review-schema.ts'

const NoteText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    version: v.literal(1),
    bucket: BucketSchema,
    asked: IsoTime,
    days: v.number(),
    before: PolicyValue,
    after: PolicyValue,
    review: v.exactOptional(ReviewSchema),
  }),
)

/** `undefined`: there is none at this key. An object that is not one is reported and skipped. */
export async function readReviewNote(
  key: string,
  objects: Pick<JsonObjects, 'get'>,
  reportUnreadable: ReportUnreadable,
): Promise<{ readonly note: ReviewNote; readonly tag: string } | undefined> {
  const stored = await objects.get(key)
  if (!stored) return undefined
  const { success, output } = v.safeParse(NoteText, stored.text, { abortEarly: true })
  // The content must be of the bucket that the key names.
  if (success && keyOfReview(output.bucket) === key)
    return { note: output as unknown as ReviewNote, tag: stored.tag }
  reportUnreadable(key)
  return undefined
}

/** The questions of the bot about access logs, as objects in the journal bucket. */
export const reviewsIn = (objects: JsonObjects, reportUnreadable: ReportUnreadable): Reviews => ({
  read: async (bucket) =>
    (await readReviewNote(keyOfReview(bucket), objects, reportUnreadable))?.note,
  ask: (note) => objects.put(keyOfReview(note.bucket), note),
  watch: (note) => objects.put(keyOfWatch(note.record), note),
})
