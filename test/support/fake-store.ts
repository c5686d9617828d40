import { sweepStoreIn } from '../../src/aws/journal/sweep-store.ts'
import type { BucketsByKind } from '../../src/core/digest/digest.ts'
import { keyOfNote, PENDING } from '../../src/core/digest/keys.ts'
import type { Note } from '../../src/core/digest/note.ts'
import { memoryObjects } from './memory-objects.ts'

const FIRST_PUT = Date.parse('2026-11-20T03:20:00Z')

/** The store of sweeps and digests over objects in memory, which are put so many milliseconds apart. */
export function fakeStore(notes: readonly Note[] = [], run = 'run-1', apart = 1) {
  let puts = 0
  const { objects, stored } = memoryObjects(() => FIRST_PUT + ++puts * apart)
  const storeOf = (name: string) => sweepStoreIn(objects, name, () => undefined)
  const put = (note: Note) => objects.put(keyOfNote(note), note)
  for (const note of notes) void put(note)
  const contentOf = (prefix: string) =>
    [...stored].filter(([key]) => key.startsWith(prefix)).map(([, { text }]) => JSON.parse(text))
  const pending = (): readonly Note[] => contentOf(PENDING)
  const lists = (): readonly BucketsByKind[] =>
    contentOf('sweeps/digests/').map(({ buckets }) => buckets)
  return { store: storeOf(run), storeOf, put, pending, lists, stored }
}
