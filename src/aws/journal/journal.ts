import type { Bucket } from '../../core/bucket.ts'
import { cooperError } from '../../core/cooper-error.ts'
import { isClosed, type JournalEntry } from '../../core/journal/entry.ts'
import {
  changesOf,
  furtherChangesOf,
  holdsOf,
  isKeyOfEvent,
  isKeyOfFix,
  keyOfChange,
  keysOfEntry,
} from '../../core/journal/keys.ts'
import { keyOfMark } from '../../core/journal/outbox.ts'
import { isKeyOfWaiting } from '../../core/journal/waiting.ts'
import type { History, HistoryQuery, Journal, JournalPlace } from '../../core/ports.ts'
import type { S3Clients } from '../s3/s3-client.ts'
import { putClaim } from './claims.ts'
import { journalObjectsIn } from './journal-objects.ts'
import type { JsonObjects } from './json-objects.ts'
import { putMark, removeMark } from './outbox.ts'
import { type FoundEntry, type ReportUnreadable, readEntries } from './read-entries.ts'
import { readWaiting } from './waiting-store.ts'

/** How many entries of a folder one query reads, unless it asks for more. */
const MOST_READ = 100

/** How many keys one request lists. */
const MOST_LISTED = 1000

/** How many keys of a folder the search for an id goes through. */
const MOST_SEARCHED = 100_000

/** A journal in an S3 bucket. Each change is an object, which is never overwritten unseen. `account`: the bucket's owner. */
export const journalIn = (
  bucket: string,
  account: string,
  clients: S3Clients,
  reportUnreadable: ReportUnreadable,
): Journal => journalOver(journalObjectsIn(bucket, account, clients), reportUnreadable)

export function journalOver(objects: JsonObjects, reportUnreadable: ReportUnreadable): Journal {
  return {
    async find(event, mayResume) {
      const read = (keys: readonly string[]) =>
        readEntries(event.bucket.name, keys, objects, reportUnreadable)
      const isMine = ({ entry }: JournalPlace) => mayResume(entry)
      const first = await read([keyOfChange(event)])
      const [open] = openIn(first)
      if (first.length === 0 || (open && isMine(open))) return open
      const further = await listEntries(objects, furtherChangesOf(event), MOST_READ)
      const others = openIn(await read(further.map(({ key }) => key)))
      return others.find(isMine) ?? open ?? others[0]
    },
    async unfinishedFixes(bucket) {
      const changes = await listEntries(objects, changesOf(bucket), MOST_LISTED)
      const keys = changes.map(({ key }) => key).filter(isKeyOfFix)
      const found = await readEntries(
        bucket.name,
        keys.slice(0, MOST_READ),
        objects,
        reportUnreadable,
      )
      return openIn(found).map(({ entry }) => entry)
    },
    async unfinishedUndo(bucket, of) {
      const holds = await listEntries(objects, holdsOf(bucket), MOST_READ)
      const keys = holds.map(({ key }) => key).filter((key) => !isKeyOfWaiting(key))
      const found = openIn(await readEntries(bucket.name, keys, objects, reportUnreadable))
      return found.find(({ entry }) => entry.intent.undo?.of === of)
    },
    recent: (bucket, query) => readHistory(bucket, query, objects, reportUnreadable),
    claim: (bucket, claim, mayReplace) =>
      putClaim(bucket, claim, mayReplace, objects, reportUnreadable),
    async open(entry) {
      const [place] = await Promise.all([createEntry(entry, objects), putMark(entry, objects)])
      return place
    },
    async amend(place, entry) {
      const { key, tag } = place
      // A run that resumes the entry has its own mark: one of the two must be valid at any time.
      const isResumed = keyOfMark(entry) !== keyOfMark(place.entry)
      if (isResumed) await putMark(entry, objects)
      const replacing = objects.replace(key, tag, entry)
      // Nobody was notified: without the mark, nobody would be if this fails.
      if (isResumed || entry.unneeded) await replacing
      if (isResumed) await removeMark(place.entry, objects)
      const removing = isClosed(entry) ? removeMark(entry, objects) : undefined
      const [replaced] = await Promise.all([replacing, removing])
      return { key, tag: replaced, entry }
    },
  }
}

const openIn = (found: readonly FoundEntry[]): readonly JournalPlace[] =>
  found.flatMap(({ place }) => (place && !isClosed(place.entry) ? [place] : []))

async function createEntry(entry: JournalEntry, objects: JsonObjects): Promise<JournalPlace> {
  const keys = keysOfEntry(entry)
  for (const key of keys) {
    const tag = await objects.create(key, entry)
    if (tag !== undefined) return { key, tag, entry }
  }
  throw cooperError('Journal', `Cannot open an entry: ${keys.join(' and ')} exist already`)
}

async function readHistory(
  bucket: Bucket,
  { since, id, most = MOST_READ }: HistoryQuery,
  objects: JsonObjects,
  reportUnreadable: ReportUnreadable,
): Promise<History> {
  const listed = id === undefined ? most : MOST_SEARCHED
  const [changes, holds] = await Promise.all([
    // One key more shows whether there are more changes.
    listEntries(objects, changesOf(bucket), listed + 1),
    listEntries(objects, holdsOf(bucket), Math.max(listed, MOST_LISTED)),
  ])
  // S3 reports the time of a write with a resolution of one second.
  const from = (since?.getTime() ?? 0) - 1000
  const recent = changes.slice(0, listed).filter(({ put = from }) => put >= from)
  const notes = holds.map(({ key }) => key).filter(isKeyOfWaiting)
  const undone = holds.filter(({ key }) => !isKeyOfWaiting(key)).slice(0, listed)
  const keys = [...recent, ...undone]
    .map(({ key }) => key)
    .filter((key) => id === undefined || isKeyOfEvent(key, id))
  const [found, waiting] = await Promise.all([
    readEntries(bucket.name, keys, objects, reportUnreadable),
    readWaiting(notes, objects, reportUnreadable),
  ])
  return {
    entries: found.flatMap(({ place }) => place?.entry ?? []).toSorted(byStart),
    unreadable: found.flatMap(({ key, place }) => (place ? [] : [key])),
    waiting,
    hasMore: changes.length > listed,
  }
}

/** Without the objects that the S3 console creates for folders. */
const listEntries = async (objects: JsonObjects, prefix: string, most: number) =>
  (await objects.list(prefix, most)).filter(({ key }) => key.endsWith('.json'))

const byStart = (one: JournalEntry, other: JournalEntry) =>
  one.started < other.started ? -1 : Number(one.started > other.started)
