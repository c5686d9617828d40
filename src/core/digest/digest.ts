import type { Observed } from '../bucket-calls.ts'
import type { SweepPlace } from '../sweep/bus-entry.ts'
import type { AccountResult, SweptAccount } from './by-account.ts'
import { NOTE_KINDS, type Note, type NoteKind } from './note.ts'
import type { PendingNote } from './pending.ts'

/** The end of a sweep. */
export interface SweepEnd {
  readonly version: 1
  readonly time: string
  /** For how many buckets the sweep requested a check. */
  readonly buckets: number
  /** Why the sweep is incomplete. Absent: it is complete. */
  readonly reason?: string
  /** The accounts of an organization. Absent: only the account of the function was swept. */
  readonly accounts?: readonly SweptAccount[]
}

/** The results of a sweep. The `default` text of its SNS message is this as JSON. */
export interface Digest {
  readonly version: 1
  /** The sweep's id, the same for a repeated digest. */
  readonly id: string
  readonly time: string
  readonly account: string
  readonly region: string
  readonly end: Omit<SweepEnd, 'accounts'> | undefined
  /** The results of an organization by account, the worst first. */
  readonly accounts?: readonly AccountResult[]
  /** How many further accounts have results, which the message has no room for. */
  readonly moreAccounts?: number
  /** Whether a trail of CloudTrail records the management events of the region. Absent: one does. */
  readonly trail?: Observed<boolean>
  /** The number of buckets of each kind. */
  readonly counts: Readonly<Record<NoteKind, number>>
  /** Some notes of each kind. */
  readonly notes: readonly Note[]
  /** How many notes were to be shown, and are empty, cut off, or of a later version. */
  readonly unread: number
  /** The key of the object with the names of all buckets. */
  readonly list: string
}

/** The names of the buckets of each kind, without duplicates. */
export type BucketsByKind = Readonly<Record<NoteKind, readonly string[]>>

export const bucketsByKind = (
  notes: readonly Pick<PendingNote, 'kind' | 'account' | 'bucket'>[],
  nameOf = ({ bucket }: Pick<PendingNote, 'account' | 'bucket'>) => bucket,
): BucketsByKind =>
  forEachKind((kind) => {
    const some = notes.filter((note) => note.kind === kind)
    return [...new Set(some.map(nameOf))].toSorted()
  })

const forEachKind = <T>(of: (kind: NoteKind) => T) =>
  Object.fromEntries(NOTE_KINDS.map((kind) => [kind, of(kind)])) as Readonly<Record<NoteKind, T>>

/** How many notes of each kind a message contains. */
export const MOST_NOTES_SHOWN = 50

/**
 * The notes that must be read for the message. The counts and names are known from the keys. `accounts`: in an organization,
 * those of the first ones are shown.
 */
export function shownOf(
  notes: readonly PendingNote[],
  accounts: readonly AccountResult[] = [],
): readonly PendingNote[] {
  const places = new Map(accounts.map(({ account }, place) => [account, place]))
  const placeOf = ({ account }: PendingNote) => places.get(account) ?? 0
  const inOrder = notes.toSorted((one, other) => placeOf(one) - placeOf(other))
  return NOTE_KINDS.flatMap((kind) =>
    inOrder.filter((note) => note.kind === kind).slice(0, MOST_NOTES_SHOWN),
  )
}

// The same every night. People were notified of announcements and proposals at once.
const NO_NEWS: readonly NoteKind[] = ['exempt', 'announced', 'proposed']

/** Whether the digest is worth a message. */
export const isNews = (
  buckets: BucketsByKind,
  end: SweepEnd | undefined,
  trail: Observed<boolean>,
): boolean =>
  isMissing(trail) ||
  end?.reason !== undefined ||
  end?.accounts?.some(({ problem }) => problem !== undefined) === true ||
  NOTE_KINDS.some((kind) => !NO_NEWS.includes(kind) && buckets[kind].length > 0)

// Without a trail there are no events. Where nobody knows, there is no need to say so each night.
const isMissing = (trail: Observed<boolean>) => trail.known && !trail.value

export function digestOf(
  sweep: string,
  buckets: BucketsByKind,
  notes: readonly Note[],
  end: SweepEnd | undefined,
  facts: Pick<SweepPlace, 'account' | 'region'> &
    Pick<Digest, 'time' | 'unread' | 'list' | 'accounts' | 'trail'>,
): Digest {
  const counts = forEachKind((kind) => buckets[kind].length)
  const { accounts: _, ...ended } = end ?? {}
  return { version: 1, id: sweep, ...facts, end: end && (ended as SweepEnd), counts, notes }
}
