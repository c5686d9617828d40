import {
  folderOf,
  isClosed,
  isOfFix,
  isOfUndo,
  type JournalEntry,
  keyOf,
} from '../../src/core/journal/entry.ts'
import type { Journal, JournalPlace } from '../../src/core/ports.ts'

/** A journal in memory. Like the one in S3, it refuses to overwrite an entry that was changed since it was read. */
export function fakeJournal() {
  const places = new Map<string, JournalPlace>()
  const put = (key: string, entry: JournalEntry): JournalPlace => {
    const tag = String(Number(places.get(key)?.tag ?? 0) + 1)
    const place = { key, tag, entry: structuredClone(entry) }
    places.set(key, place)
    return place
  }
  const journal: Journal = {
    async find(event, mayResume) {
      let open: JournalPlace | undefined
      for (let number = 1; ; number += 1) {
        const place = places.get(keyOf(event, number))
        if (place === undefined) return open
        if (isClosed(place.entry)) continue
        if (mayResume(place.entry)) return place
        open ??= place
      }
    },
    async unfinishedFixes(bucket) {
      return [...places.values()]
        .filter(
          ({ key, entry }) => key.startsWith(folderOf(bucket)) && isOfFix(key) && !isClosed(entry),
        )
        .map(({ entry }) => entry)
    },
    async recent(bucket, since) {
      const isRecent = ({ key, entry: { started, record } }: JournalPlace) =>
        isOfUndo(key) || Date.parse(record?.time ?? started) >= since.getTime()
      return [...places.values()]
        .filter((place) => place.key.startsWith(folderOf(bucket)) && isRecent(place))
        .map(({ entry }) => entry)
        .toSorted((one, other) => (one.started < other.started ? -1 : 1))
    },
    async open(entry) {
      let number = 1
      while (places.has(keyOf(entry.intent.event, number))) number += 1
      return put(keyOf(entry.intent.event, number), entry)
    },
    async amend({ key, tag }, entry) {
      if (places.get(key)?.tag !== tag) throw new Error(`Cannot write to "${key}": it was changed`)
      return put(key, entry)
    },
  }
  return { journal, entries: () => [...places.values()].map(({ entry }) => entry) }
}
