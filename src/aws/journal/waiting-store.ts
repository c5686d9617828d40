import * as v from 'valibot'
import { holdsIn } from '../../core/journal/keys.ts'
import {
  accountOfStack,
  isWaitingFor,
  keyOfStackEnd,
  keyOfWaiting,
  type Waiting,
  type WaitingBucket,
} from '../../core/journal/waiting.ts'
import { IsoTime, StackId } from '../events/values.ts'
import { EventSchema } from './entry-schema.ts'
import type { JsonObjects } from './json-objects.ts'
import type { ReportUnreadable } from './read-entries.ts'
import { StackSchema } from './stack-schema.ts'

const WaitingText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    version: v.literal(1),
    since: IsoTime,
    cause: v.picklist(['deployment', 'deletion']),
    stack: v.optional(StackSchema),
    event: EventSchema,
  }),
)

const EndedText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ version: v.literal(1), stack: StackId, time: IsoTime }),
)

/** The notes with these keys. What is not a note is reported and skipped. */
export async function readWaiting(
  keys: readonly string[],
  objects: JsonObjects,
  reportUnreadable: ReportUnreadable,
): Promise<readonly WaitingBucket[]> {
  const read = async (key: string): Promise<readonly WaitingBucket[]> => {
    const stored = await objects.get(key)
    if (!stored) return []
    const { success, output } = v.safeParse(WaitingText, stored.text, { abortEarly: true })
    // The content must be of the bucket and the stack that the key names.
    const note = success ? (output as unknown as WaitingBucket) : undefined
    if (note && keyOfWaiting(note) === key) return [note]
    reportUnreadable(key)
    return []
  }
  return (await Promise.all(keys.map(read))).flat()
}

/** Which buckets wait for the end of their deployment, as objects in the journal bucket. */
export function waitingIn(objects: JsonObjects, reportUnreadable: ReportUnreadable): Waiting {
  return {
    begin: (note) => objects.put(keyOfWaiting(note), note),
    async endOf(stack) {
      const stored = await objects.get(keyOfStackEnd(stack))
      if (!stored) return undefined
      const { success, output } = v.safeParse(EndedText, stored.text, { abortEarly: true })
      return success && output.stack === stack ? output.time : undefined
    },
    async end(end) {
      // The end comes first: a bucket that begins to wait now finds it after its own note.
      await objects.put(keyOfStackEnd(end.stack), end)
      const keys = (await objects.list(holdsIn(accountOfStack(end.stack)))).map(({ key }) => key)
      const own = keys.filter((key) => isWaitingFor(key, end.stack))
      return readWaiting(own, objects, reportUnreadable)
    },
    remove: (notes) => objects.remove(notes.map(keyOfWaiting)),
  }
}
