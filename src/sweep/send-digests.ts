import {
  bucketsByKind,
  digestOf,
  isNews,
  MOST_NOTES_SHOWN,
  shownOf,
} from '../core/digest/digest.ts'
import { bySweep, isAtRest, type PendingNote, type PendingSweep } from '../core/digest/keys.ts'
import type { Note } from '../core/digest/note.ts'
import { inBatches, type SweepPlace } from '../core/sweep/bus-entry.ts'
import type { DigestPorts, SweepSettings, SweepStore } from '../core/sweep/ports.ts'

export interface DigestResult {
  /** The sweeps whose digest was sent. */
  readonly notified: readonly string[]
  /** The sweeps without news. */
  readonly quiet: readonly string[]
  /** The sweeps that may still get results. */
  readonly waiting: readonly string[]
}

/** Sends one message for each finished sweep with news, and deletes its notes. */
export async function sendDigests(
  { place, quietMinutes }: SweepSettings,
  ports: DigestPorts,
): Promise<DigestResult> {
  const sweeps = bySweep(await ports.store.pending())
  const isReady = (sweep: PendingSweep) => isAtRest(sweep, ports.now(), quietMinutes)
  const notified: string[] = []
  const quiet: string[] = []
  for (const pending of sweeps.filter(isReady)) {
    const isSent = await sendDigest(pending, place, ports)
    ;(isSent ? notified : quiet).push(pending.sweep)
  }
  const waiting = sweeps.filter((sweep) => !isReady(sweep)).map(({ sweep }) => sweep)
  return { notified, quiet, waiting }
}

/** Returns whether a message was sent. The order makes sure that nothing is lost if the run is killed and retried. */
async function sendDigest(
  pending: PendingSweep,
  place: SweepPlace,
  { store, notify, now }: DigestPorts,
): Promise<boolean> {
  const { sweep, notes, all } = pending
  const end = await store.readEnd(sweep)
  const ending = await freshEndings(notes, store)
  const others = notes.filter(({ kind }) => kind !== 'ending')
  const buckets = bucketsByKind([...others, ...ending])
  const isToBeSent = isNews(buckets, end)
  if (isToBeSent) {
    const shown = [
      ...(await readAll(shownOf(pending), store)),
      ...ending.slice(0, MOST_NOTES_SHOWN),
    ]
    const time = now().toISOString()
    const list = await store.putList(sweep, time, buckets)
    const { account, region } = place
    await notify(digestOf(sweep, buckets, shown, end, { account, region, time, list }))
    for (const note of ending) await store.remind(note)
  }
  await store.remove(all.map(({ key }) => key))
  return isToBeSent
}

/** People are reminded of the end of an exemption once, and not every night. */
async function freshEndings(
  notes: readonly PendingNote[],
  store: SweepStore,
): Promise<readonly Note[]> {
  const ending = await readAll(
    notes.filter(({ kind }) => kind === 'ending'),
    store,
  )
  const byBucket = new Map(ending.map((note) => [note.bucket, note]))
  const fresh: Note[] = []
  for (const note of byBucket.values()) if (!(await store.isReminded(note))) fresh.push(note)
  return fresh
}

const READS_AT_ONCE = 20

const kindField = (pending: PendingNote | undefined) => (pending ? { kind: pending.kind } : {})

// A note that cannot be read is still counted and named by its key.
async function readAll(notes: readonly PendingNote[], store: SweepStore): Promise<readonly Note[]> {
  const found: Note[] = []
  for (const some of inBatches(notes, READS_AT_ONCE)) {
    const read = await Promise.all(some.map(({ key }) => store.readNote(key)))
    found.push(
      ...read.flatMap((note, index) => (note ? { ...note, ...kindField(some[index]) } : [])),
    )
  }
  return found
}
