import type { BucketsByKind, SweepEnd } from '../../src/core/digest/digest.ts'
import { keyOfEnd, keyOfNote } from '../../src/core/digest/keys.ts'
import type { Note } from '../../src/core/digest/note.ts'
import type { SweepStore } from '../../src/core/sweep/ports.ts'

/** A store in memory, for situations that a real one cannot produce on demand. */
export function fakeStore(notes: readonly Note[] = [], run = 'run-1') {
  const objects = new Map<string, unknown>(notes.map((note) => [keyOfNote(note), note]))
  const claims = new Map<string, string>()
  const reminded = new Set<string>()
  const lists: BucketsByKind[] = []
  const nameOf = ({ bucket, until }: Note) => `${bucket} ${until}`
  const store: SweepStore = {
    async claim(sweep, generation) {
      const part = `${sweep} ${generation}`
      if (!claims.has(part)) claims.set(part, run)
      return claims.get(part) === run
    },
    isBegun: async (sweep) => claims.has(`${sweep} 1`),
    putEnd: async (sweep, end) => void objects.set(keyOfEnd(sweep), end),
    pending: async () => [...objects.keys()].map((key) => ({ key, put: 0 })),
    readNote: async (key) => objects.get(key) as Note | undefined,
    readEnd: async (sweep) => objects.get(keyOfEnd(sweep)) as SweepEnd | undefined,
    isReminded: async (note) => reminded.has(nameOf(note)),
    remind: async (note) => void reminded.add(nameOf(note)),
    async putList(sweep, _time, buckets) {
      lists.push(buckets)
      return `list of ${sweep}`
    },
    remove: async (keys) => keys.forEach((key) => void objects.delete(key)),
  }
  return { store, objects, claims, lists }
}
