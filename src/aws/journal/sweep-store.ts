import * as v from 'valibot'
import {
  keyOfDigest,
  keyOfEnd,
  keyOfReminder,
  keyOfRun,
  keyOfSent,
  PENDING,
  remindersOf,
} from '../../core/digest/keys.ts'
import { NOTE_KINDS } from '../../core/digest/note.ts'
import { keepName, printable } from '../../core/printable.ts'
import type { SweepStore } from '../../core/sweep/ports.ts'
import { AccountId, BucketName, IsoTime, SweepId } from '../events/values.ts'
import { isSweepBegun } from './is-sweep-begun.ts'
import type { JsonObjects } from './json-objects.ts'
import type { ReportUnreadable } from './read-entries.ts'

/** Others than Cooper may be able to write to the bucket, so the content is validated. */
const noteText = v.pipe(
  v.string(),
  v.transform((value) => printable(value, 600)),
)

const NoteText = v.pipe(
  v.object({
    version: v.literal(1),
    sweep: SweepId,
    kind: v.picklist(NOTE_KINDS),
    account: AccountId,
    bucket: BucketName,
    time: IsoTime,
    lines: v.array(noteText),
    until: v.exactOptional(v.pipe(v.string(), v.isoDate())),
  }),
  v.transform(({ lines, ...note }) => ({
    ...note,
    lines: lines.map((line) => keepName(line, note.bucket)),
  })),
)

const EndText = v.object({
  version: v.literal(1),
  time: IsoTime,
  buckets: v.number(),
  reason: v.exactOptional(noteText),
  accounts: v.exactOptional(
    v.array(
      v.object({
        id: AccountId,
        name: v.exactOptional(noteText),
        problem: v.exactOptional(noteText),
      }),
    ),
  ),
})

const RunText = v.object({ run: v.string() })

const ReminderText = v.object({ version: v.literal(1), buckets: v.array(v.string()) })

const SentText = v.object({ version: v.literal(1), newest: v.number(), keys: v.array(v.string()) })

/** More than there are digests within the two weeks before an exemption ends. */
const MOST_REMINDERS = 100

/** The shared state of sweeps and digests, as objects in the journal bucket. `run`: the same for all retries of a run. */
export function sweepStoreIn(
  objects: JsonObjects,
  run: string,
  reportUnreadable: ReportUnreadable,
): SweepStore {
  const read = <const Schema extends v.GenericSchema>(schema: Schema, key: string) =>
    readJsonAs(schema, key, objects, reportUnreadable)
  return {
    async claim(sweep, generation) {
      const key = keyOfRun(sweep, generation)
      if ((await objects.create(key, { run })) !== undefined) return true
      return (await read(RunText, key))?.run === run
    },
    isBegun: (sweep) => isSweepBegun(sweep, objects),
    putEnd: (sweep, end) => objects.put(keyOfEnd(sweep), end),
    async pending() {
      const waiting = await objects.list(PENDING)
      return waiting.map(({ key, put = 0 }) => ({ key, put }))
    },
    readNote: (key) => read(NoteText, key),
    readEnd: (sweep) => read(EndText, keyOfEnd(sweep)),
    async reminded(until) {
      const listed = await objects.list(remindersOf(until), MOST_REMINDERS)
      const buckets = new Set<string>()
      for (const { key } of listed) {
        const reminder = await read(ReminderText, key)
        for (const bucket of reminder?.buckets ?? []) buckets.add(bucket)
      }
      return buckets
    },
    remind: (until, sweep, time, buckets) =>
      objects.put(keyOfReminder(until, sweep, time), { version: 1, buckets }),
    readSent: (sweep) => read(SentText, keyOfSent(sweep)),
    putSent: (sweep, sent) => objects.put(keyOfSent(sweep), { version: 1, ...sent }),
    async putList(sweep, time, buckets) {
      const key = keyOfDigest(sweep, time)
      await objects.put(key, { sweep, time, buckets })
      return key
    },
    remove: (keys) => objects.remove(keys),
  }
}

/** `undefined`: there is no such object, or it is not readable. */
async function readJsonAs<const Schema extends v.GenericSchema>(
  schema: Schema,
  key: string,
  objects: JsonObjects,
  reportUnreadable: ReportUnreadable,
) {
  const stored = await objects.get(key)
  if (stored === undefined) return undefined
  const json = v.pipe(v.string(), v.parseJson(), schema)
  const result = v.safeParse(json, stored.text)
  if (result.success) return result.output as v.InferOutput<Schema>
  reportUnreadable(key)
  return undefined
}
