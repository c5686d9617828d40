import { readInBatches } from '../../core/in-batches.ts'
import type { JournalPlace } from '../../core/ports.ts'
import { parseEntry } from './entry-schema.ts'
import type { JsonObjects } from './json-objects.ts'

/** Is called with the key of each object that is not readable. */
export type ReportUnreadable = (key: string) => void

/** An object of the journal. `undefined` in place of the entry: the object is not readable. */
export interface FoundEntry {
  readonly key: string
  readonly place: JournalPlace | undefined
}

/** Reads the entries of a bucket. Objects that no longer exist are left out. */
export async function readEntries(
  bucket: string,
  keys: readonly string[],
  objects: JsonObjects,
  reportUnreadable: ReportUnreadable,
): Promise<readonly FoundEntry[]> {
  const found = await readInBatches(keys, (key) => readEntry(bucket, key, objects))
  for (const { key, place } of found) if (!place) reportUnreadable(key)
  return found
}

async function readEntry(
  bucket: string,
  key: string,
  objects: JsonObjects,
): Promise<FoundEntry | undefined> {
  const stored = await objects.get(key)
  if (!stored) return undefined
  const entry = parseEntry(stored.text, bucket)
  return { key, place: entry && { key, tag: stored.tag, entry } }
}
