import type { BucketsByKind, SweepEnd } from '../../src/core/digest/digest.ts'
import { keyOfEnd, keyOfNote, keyOfSent } from '../../src/core/digest/keys.ts'
import type { Note } from '../../src/core/digest/note.ts'
import type { SweepStore } from '../../src/core/sweep/ports.ts'

/** A store in memory, for situations that a real one cannot produce on demand. */
export function fakeStore(notes: readonly Note[] = [], run = 'run-1') {
  const objects = new Map<string, unknown>(notes.map((note) => [keyOfNote(note), note]))
  const claims = new Map<string, string>()
  const reminded = new Map<string, readonly string[]>()
  const sent = new Map<string, number>()
  const puts = new Map<string, number>()
  let lastPut = 0
  const lists: BucketsByKind[] = []
  const store: SweepStore = {
    async claim(sweep, generation) {
      const part = `${sweep} ${generation}`
      if (!claims.has(part)) claims.set(part, run)
      return claims.get(part) === run
    },
    isBegun: async (sweep) => claims.has(`${sweep} 1`),
    putEnd: async (sweep, end) => void objects.set(keyOfEnd(sweep), end),
    // Each object was put after those that were there before.
    pending: async () =>
      [...objects.keys()].map((key) => {
        const put = puts.get(key) ?? ++lastPut
        puts.set(key, put)
        return { key, put }
      }),
    readNote: async (key) => objects.get(key) as Note | undefined,
    readEnd: async (sweep) => objects.get(keyOfEnd(sweep)) as SweepEnd | undefined,
    reminded: async (until) => new Set(reminded.get(until)),
    remind: async (until, _sweep, buckets) =>
      void reminded.set(until, [...(reminded.get(until) ?? []), ...buckets]),
    readSent: async (sweep) => sent.get(keyOfSent(sweep)),
    putSent: async (sweep, newest) => void sent.set(keyOfSent(sweep), newest),
    async putList(sweep, _time, buckets) {
      lists.push(buckets)
      return `list of ${sweep}`
    },
    async remove(keys) {
      for (const key of keys) {
        objects.delete(key)
        sent.delete(key)
      }
    },
  }
  return { store, objects, claims, lists }
}
