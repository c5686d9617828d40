import { isDay } from '../assessment/exempt-tag.ts'
import { isAccountId } from '../bucket.ts'
import { isSweepId } from '../sweep/sweep.ts'
import { keyOfEnd, PENDING } from './keys.ts'
import { NOTE_KINDS, type Note, type NoteKind } from './note.ts'

/** An object that waits for the digest. */
export interface Pending {
  readonly key: string
  /** The time of the put in milliseconds since the epoch. */
  readonly put: number
}

export interface PendingNote extends Pending {
  readonly kind: NoteKind
  readonly account: string
  readonly bucket: string
  /** When the bucket was checked. The last day of an exemption that ends soon. */
  readonly time: string
}

/** The pending objects of one sweep. */
export interface PendingSweep {
  readonly sweep: string
  /** At most one note of each bucket, and one of each exemption that ends soon. */
  readonly notes: readonly PendingNote[]
  /** Whether the sweep has ended. */
  readonly hasEnd: boolean
  /** All objects, including those that are not notes. */
  readonly all: readonly Pending[]
}

/** The pending objects by sweep, the oldest first. Objects that Cooper did not write are ignored. */
export function bySweep(pending: readonly Pending[]): readonly PendingSweep[] {
  const sweeps = new Map<string, Pending[]>()
  for (const one of pending) {
    const sweep = one.key.slice(PENDING.length).split('/')[0] ?? ''
    const others = sweeps.get(sweep)
    if (others) others.push(one)
    else if (isSweepId(sweep)) sweeps.set(sweep, [one])
  }
  return [...sweeps.keys()].toSorted().map((sweep) => pendingSweep(sweep, sweeps.get(sweep) ?? []))
}

function pendingSweep(sweep: string, objects: readonly Pending[]): PendingSweep {
  const notes = objects.flatMap(noteAt)
  const end = objects.filter(({ key }) => key === keyOfEnd(sweep))
  return { sweep, notes: oneABucket(notes), hasEnd: end.length > 0, all: [...notes, ...end] }
}

/** Up to which of its objects the digest of a sweep was sent. */
export interface SentUpTo {
  /** The time of the last put of an object that was sent, in milliseconds since the epoch. */
  readonly newest: number
  /** The objects of that time. S3's times are whole seconds, so more may be put at the same time. */
  readonly keys: readonly string[]
}

export function sentUpTo({ all }: PendingSweep): SentUpTo {
  const newest = Math.max(...all.map(({ put }) => put))
  return { newest, keys: all.filter(({ put }) => put === newest).map(({ key }) => key) }
}

/** What was put after the objects of the digest that was sent. */
export const putAfter = ({ sweep, all }: PendingSweep, { newest, keys }: SentUpTo): PendingSweep =>
  pendingSweep(
    sweep,
    all.filter(({ key, put }) => put > newest || (put === newest && !keys.includes(key))),
  )

function noteAt({ key, put }: Pending): readonly PendingNote[] {
  const [, name, account = '', bucket = '', file = ''] = key.slice(PENDING.length).split('/')
  const kind = NOTE_KINDS.find((one) => one === name)
  const time = file.slice(0, -'.json'.length)
  const isNote =
    isAccountId(account) &&
    bucket !== '' &&
    file.endsWith('.json') &&
    (kind !== 'ending' || isDay(time))
  return kind && isNote ? [{ key, put, kind, account, bucket, time }] : []
}

/**
 * Deliveries of one request may find different things. The worst outcome counts, in the order of `OUTCOMES`, and of several
 * equal ones the newest. An outcome from before a successful remediation counts no longer: a retry succeeded.
 */
function oneABucket(notes: readonly PendingNote[]): readonly PendingNote[] {
  const remediated = newestByBucket(notes.filter(({ kind }) => kind === 'remediated'))
  const isOutdated = (note: PendingNote) =>
    (note.kind === 'failed' || note.kind === 'unknown') &&
    note.time < (remediated.get(nameInAccount(note))?.time ?? '')
  const current = notes.filter((note) => !isOutdated(note))
  const taken = new Set<string>()
  return NOTE_KINDS.flatMap((kind) => {
    const newest = newestByBucket(current.filter((note) => note.kind === kind))
    // That an exemption ends is a note of its own.
    if (kind === 'ending') return [...newest.values()]
    const worst = [...newest.values()].filter((note) => !taken.has(nameInAccount(note)))
    for (const note of worst) taken.add(nameInAccount(note))
    return worst
  })
}

function newestByBucket(notes: readonly PendingNote[]): ReadonlyMap<string, PendingNote> {
  const newest = new Map<string, PendingNote>()
  for (const note of notes) {
    const name = nameInAccount(note)
    if (note.time >= (newest.get(name)?.time ?? '')) newest.set(name, note)
  }
  return newest
}

/** A bucket with its account. */
export const nameInAccount = ({ account, bucket }: Pick<Note, 'account' | 'bucket'>): string =>
  `${account}/${bucket}`

// A sweep that was killed never writes its end. Its changes must be reported nevertheless.
const WITHOUT_END = 6

// Nobody waits longer for a note, even if more notes keep arriving. The rest then gets a digest of its own.
const LONGEST_WAIT = 12

/**
 * Whether no note has arrived for so long that all buckets of the sweep must have been checked, or the oldest note has
 * waited long enough.
 */
export function isAtRest({ all, hasEnd }: PendingSweep, now: Date, quietMinutes: number): boolean {
  const ages = all.map(({ put }) => now.getTime() - put)
  const waited = (least: number) => (age: number) => age >= least * quietMinutes * 60_000
  return ages.every(waited(hasEnd ? 1 : WITHOUT_END)) || ages.some(waited(LONGEST_WAIT))
}
