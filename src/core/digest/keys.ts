import { isSweepId } from '../sweep/sweep.ts'
import { NOTE_KINDS, type Note, type NoteKind } from './note.ts'

/** The prefix of notes that wait for the digest. */
export const PENDING = 'sweeps/pending/'

/** The same key for the same note. The key contains the kind and the bucket, so listing the keys is enough to count. */
export const keyOfNote = ({ sweep, kind, bucket, time }: Note): string =>
  `${PENDING}${sweep}/${kind}/${bucket}/${time}.json`

/** The object that says that a sweep has ended, and why if it is incomplete. */
export const keyOfEnd = (sweep: string): string => `${PENDING}${sweep}/end.json`

/** The object that says which run does a part of a sweep. */
export const keyOfRun = (sweep: string, generation: number): string =>
  `sweeps/runs/${sweep}/${String(generation).padStart(4, '0')}.json`

/** The object that says that people were reminded of the end of an exemption. */
export const keyOfReminder = (bucket: string, until: string): string =>
  `sweeps/reminded/${bucket}/${until}.json`

/** The complete list of a digest, which may be too long for a message. */
export const keyOfDigest = (sweep: string, time: string): string =>
  `sweeps/digests/${sweep}/${time}.json`

/** An object that waits for the digest. */
export interface Pending {
  readonly key: string
  /** The time of the put in milliseconds since the epoch. */
  readonly put: number
}

export interface PendingNote extends Pending {
  readonly kind: NoteKind
  readonly bucket: string
  readonly time: string
}

/** The pending objects of one sweep. */
export interface PendingSweep {
  readonly sweep: string
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
  return [...sweeps.keys()].toSorted().map((sweep) => {
    const objects = sweeps.get(sweep) ?? []
    const notes = withLateSuccess(objects.flatMap(noteAt))
    const end = objects.filter(({ key }) => key === keyOfEnd(sweep))
    return { sweep, notes, hasEnd: end.length > 0, all: [...notes, ...end] }
  })
}

function noteAt({ key, put }: Pending): readonly PendingNote[] {
  const [, name, bucket = '', file = ''] = key.slice(PENDING.length).split('/')
  const kind = NOTE_KINDS.find((one) => one === name)
  if (!kind || bucket === '' || !file.endsWith('.json')) return []
  return [{ key, put, kind, bucket, time: file.slice(0, -'.json'.length) }]
}

/** Counts a bucket as remediated where a first run failed and a retry succeeded. */
function withLateSuccess(notes: readonly PendingNote[]): readonly PendingNote[] {
  const remediated = new Map<string, string>()
  for (const { kind, bucket, time } of notes) {
    if (kind === 'remediated' && time > (remediated.get(bucket) ?? '')) remediated.set(bucket, time)
  }
  return notes.map((note) => {
    const isOpen = note.kind === 'failed' || note.kind === 'unknown'
    const isRemediatedLater = isOpen && note.time < (remediated.get(note.bucket) ?? '')
    return isRemediatedLater ? { ...note, kind: 'remediated' } : note
  })
}

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
