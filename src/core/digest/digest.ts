import { printable } from '../printable.ts'
import type { SweepPlace } from '../sweep/bus-entry.ts'
import type { PendingNote, PendingSweep } from './keys.ts'
import { NOTE_KINDS, type Note, type NoteKind } from './note.ts'

/** What a sweep says of itself in the end. */
export interface SweepEnd {
  readonly version: 1
  readonly time: string
  /** How many buckets it asked for a look at. */
  readonly buckets: number
  /** Why it did not see all of them. */
  readonly reason?: string
}

/** What came of a sweep: the `default` text of its one message, as JSON. */
export interface Digest {
  readonly version: 1
  /** The sweep's id: a repeated digest has the same one. */
  readonly id: string
  readonly time: string
  readonly account: string
  readonly region: string
  readonly end: SweepEnd | undefined
  /** Buckets, by what came of them. */
  readonly counts: Readonly<Record<NoteKind, number>>
  /** Some of each kind. */
  readonly notes: readonly Note[]
  /** Where the names of all of them are. */
  readonly list: string
}

/** The names of the buckets of each kind, each once. */
export type BucketsByKind = Readonly<Record<NoteKind, readonly string[]>>

export const bucketsByKind = (notes: readonly Pick<Note, 'kind' | 'bucket'>[]): BucketsByKind =>
  forEachKind((kind) => {
    const some = notes.filter((note) => note.kind === kind)
    return [...new Set(some.map(({ bucket }) => printable(bucket, 255)))].toSorted()
  })

const forEachKind = <T>(of: (kind: NoteKind) => T) =>
  Object.fromEntries(NOTE_KINDS.map((kind) => [kind, of(kind)])) as Readonly<Record<NoteKind, T>>

/** How many buckets of each kind a message describes. */
export const MOST_NOTES_SHOWN = 50

/** Whose notes have to be read: the counts and names are known without. */
export const shownOf = ({ notes }: PendingSweep): readonly PendingNote[] =>
  NOTE_KINDS.filter((kind) => kind !== 'ending').flatMap((kind) =>
    notes.filter((note) => note.kind === kind).slice(0, MOST_NOTES_SHOWN),
  )

/** Whether people have to hear of it. What mending would hurt is left as it is every night, and is no news by itself. */
export const isNews = (buckets: BucketsByKind, end: SweepEnd | undefined): boolean =>
  end?.reason !== undefined ||
  NOTE_KINDS.some((kind) => kind !== 'exempt' && buckets[kind].length > 0)

export function digestOf(
  sweep: string,
  buckets: BucketsByKind,
  notes: readonly Note[],
  end: SweepEnd | undefined,
  facts: Pick<SweepPlace, 'account' | 'region'> & Pick<Digest, 'time' | 'list'>,
): Digest {
  const { account, region, time, list } = facts
  const counts = forEachKind((kind) => buckets[kind].length)
  return { version: 1, id: sweep, time, account, region, end, counts, notes, list }
}
