import * as v from 'valibot'
import { keyOfDigest, keyOfEnd, keyOfReminder, keyOfRun, PENDING } from '../../core/digest/keys.ts'
import { NOTE_KINDS } from '../../core/digest/note.ts'
import { printable } from '../../core/printable.ts'
import type { SweepStore } from '../../core/sweep/ports.ts'
import { isSweepBegun } from './is-sweep-begun.ts'
import type { JsonObjects, StoredText } from './json-objects.ts'

/** Others than Cooper may be able to write to the bucket, so the content is validated. */
const noteText = v.pipe(
  v.string(),
  v.transform((value) => printable(value, 600)),
)

const NoteText = v.object({
  version: v.literal(1),
  sweep: noteText,
  kind: v.picklist(NOTE_KINDS),
  bucket: noteText,
  time: noteText,
  lines: v.array(noteText),
  until: v.exactOptional(v.pipe(v.string(), v.isoDate())),
})

const EndText = v.object({
  version: v.literal(1),
  time: noteText,
  buckets: v.number(),
  reason: v.exactOptional(noteText),
})

const RunText = v.object({ run: v.string() })

/** The shared state of sweeps and digests, as objects in the journal bucket. `run`: the same for all retries of a run. */
export const sweepStoreIn = (objects: JsonObjects, run: string): SweepStore => ({
  async claim(sweep, generation) {
    const key = keyOfRun(sweep, generation)
    if ((await objects.create(key, { run })) !== undefined) return true
    return readJsonAs(RunText, await objects.get(key))?.run === run
  },
  isBegun: (sweep) => isSweepBegun(sweep, objects),
  putEnd: (sweep, end) => objects.put(keyOfEnd(sweep), end),
  async pending() {
    const waiting = await objects.list(PENDING)
    return waiting.map(({ key, put = 0 }) => ({ key, put }))
  },
  readNote: async (key) => readJsonAs(NoteText, await objects.get(key)),
  readEnd: async (sweep) => readJsonAs(EndText, await objects.get(keyOfEnd(sweep))),
  isReminded: async ({ bucket, until = '' }) =>
    (await objects.get(keyOfReminder(bucket, until))) !== undefined,
  remind: ({ bucket, until = '', sweep }) => objects.put(keyOfReminder(bucket, until), { sweep }),
  async putList(sweep, time, buckets) {
    const key = keyOfDigest(sweep, time)
    await objects.put(key, { sweep, time, buckets })
    return key
  },
  remove: (keys) => objects.remove(keys),
})

function readJsonAs<const Schema extends v.GenericSchema>(
  schema: Schema,
  stored: StoredText | undefined,
) {
  if (stored === undefined) return undefined
  const json = v.pipe(v.string(), v.parseJson(), schema)
  const result = v.safeParse(json, stored.text)
  return result.success ? (result.output as v.InferOutput<Schema>) : undefined
}
