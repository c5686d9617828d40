import type { Bucket } from '../../core/bucket.ts'
import { cooperError } from '../../core/cooper-error.ts'
import {
  folderOf,
  isClosed,
  isOfFix,
  isOfUndo,
  type JournalEntry,
  keyOf,
} from '../../core/journal/entry.ts'
import type { Journal, JournalPlace } from '../../core/ports.ts'
import type { S3Clients } from '../s3/s3-client.ts'
import { jsonObjectsIn, type ListedObject } from './json-objects.ts'

/** A journal in an S3 bucket. Each change is an object, which is never overwritten unseen. */
export function journalIn(bucket: string, clients: S3Clients): Journal {
  const objectsOf = ({ account }: Bucket) => jsonObjectsIn(bucket, account, clients)
  const failing = async <T>(action: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      throw journalError(action, bucket, error)
    }
  }
  const read = (of: Bucket, key: string): Promise<JournalPlace | undefined> =>
    failing('read', async () => {
      const stored = await objectsOf(of).get(key)
      return stored && { key, tag: stored.tag, entry: JSON.parse(stored.text) as JournalEntry }
    })
  const readAll = async (of: Bucket, isWanted: (object: ListedObject) => boolean) => {
    const objects = await failing('list', () => objectsOf(of).list(folderOf(of)))
    // Ignore the objects that the S3 console creates for folders.
    const wanted = objects.filter((object) => object.key.endsWith('.json') && isWanted(object))
    const places = await Promise.all(wanted.map(({ key }) => read(of, key)))
    return places
      .flatMap((place) => place?.entry ?? [])
      .toSorted((one, other) => (one.started < other.started ? -1 : 1))
  }
  return {
    async find(event, mayResume) {
      let open: JournalPlace | undefined
      for (let number = 1; ; number += 1) {
        const place = await read(event.bucket, keyOf(event, number))
        if (place === undefined) return open
        if (isClosed(place.entry)) continue
        if (mayResume(place.entry)) return place
        open ??= place
      }
    },
    async recent(of, since) {
      // S3 reports the time of a write with a resolution of one second.
      const from = since.getTime() - 1000
      return readAll(of, ({ key, put = from }) => isOfUndo(key) || put >= from)
    },
    async unfinishedFixes(of) {
      const entries = await readAll(of, ({ key }) => isOfFix(key))
      return entries.filter((entry) => !isClosed(entry))
    },
    open: (entry) =>
      failing('write to', async () => {
        const { event } = entry.intent
        for (let number = 1; ; number += 1) {
          const key = keyOf(event, number)
          const tag = await objectsOf(event.bucket).create(key, entry)
          if (tag !== undefined) return { key, tag, entry }
        }
      }),
    amend: ({ key, tag }, entry) =>
      failing('write to', async () => {
        const { bucket: of } = entry.intent.event
        return { key, tag: await objectsOf(of).replace(key, tag, entry), entry }
      }),
  }
}

const journalError = (action: string, bucket: string, cause: unknown) =>
  cooperError(
    'Journal',
    `Cannot ${action} the journal in bucket "${bucket}": ${cause instanceof Error ? cause.message : cause}`,
    { cause },
  )
