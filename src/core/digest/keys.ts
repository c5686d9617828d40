import { isSweepId } from '../sweep/sweep.ts'
import { NOTE_KINDS, type Note, type NoteKind } from './note.ts'

/** Where notes wait for the digest. */
export const PENDING = 'sweeps/pending/'

/** The same for the same note. The key alone says what kind of news it is and of which bucket: a list needs no reads. */
export const keyOfNote = ({ sweep, kind, bucket, time }: Note): string =>
  `${PENDING}${sweep}/${kind}/${bucket}/${time}.json`

/** That a sweep has seen all of the list, or why not. */
export const keyOfEnd = (sweep: string): string => `${PENDING}${sweep}/end.json`

/** Who does which part of a sweep. */
export const keyOfRun = (sweep: string, generation: number): string =>
  `sweeps/runs/${sweep}/${String(generation).padStart(4, '0')}.json`

/** The end of an exemption that was told. */
export const keyOfReminder = (bucket: string, until: string): string =>
  `sweeps/reminded/${bucket}/${until}.json`

/** All that a digest is about, also what is too long for a message. */
export const keyOfDigest = (sweep: string, time: string): string =>
  `sweeps/digests/${sweep}/${time}.json`

/** An object that waits for the digest. */
export interface Pending {
  readonly key: string
  /** When it was put, in milliseconds since the epoch. */
  readonly put: number
}

export interface PendingNote extends Pending {
  readonly kind: NoteKind
  readonly bucket: string
  readonly time: string
}

/** What waits of one sweep. */
export interface PendingSweep {
  readonly sweep: string
  readonly notes: readonly PendingNote[]
  /** Whether the sweep said that its list is through. */
  readonly hasEnd: boolean
  /** All objects, those that are no notes among them. */
  readonly all: readonly Pending[]
}

/** Sorted by sweep, the oldest first. What lies there and is not Cooper's is left alone. */
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

/** What failed at first and was remediated by a repeat is remediated, and both are told. */
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

// One that was killed says nothing of its end. What it changed must be told all the same.
const WITHOUT_END = 6

/** Whether nothing came for so long that the sweep's buckets have been looked at. */
export function isAtRest({ all, hasEnd }: PendingSweep, now: Date, quietMinutes: number): boolean {
  const quiet = (hasEnd ? 1 : WITHOUT_END) * quietMinutes * 60_000
  return all.every(({ put }) => now.getTime() - put >= quiet)
}
