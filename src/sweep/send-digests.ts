import { type AccountResult, byAccount } from '../core/digest/by-account.ts'
import { bucketsByKind, digestOf, isNews, type SweepEnd, shownOf } from '../core/digest/digest.ts'
import { keyOfSent } from '../core/digest/keys.ts'
import {
  bySweep,
  isAtRest,
  nameInAccount,
  type PendingNote,
  type PendingSweep,
  putAfter,
  type SentUpTo,
  sentUpTo,
} from '../core/digest/pending.ts'
import { readInBatches } from '../core/in-batches.ts'
import { settled } from '../core/retry.ts'
import type { SweepPlace } from '../core/sweep/bus-entry.ts'
import type { DigestPorts, SweepSettings, SweepStore } from '../core/sweep/ports.ts'

export interface DigestResult {
  /** The sweeps whose digest was sent. */
  readonly notified: readonly string[]
  /** The sweeps without news. */
  readonly quiet: readonly string[]
  /** The sweeps that may still get results. */
  readonly waiting: readonly string[]
}

/** Sends one message for each finished sweep with news, and deletes its notes. What fails for one sweep stops no other. */
export async function sendDigests(
  { place, quietMinutes }: SweepSettings,
  ports: DigestPorts,
): Promise<DigestResult> {
  const sweeps = bySweep(await ports.store.pending())
  const isReady = (sweep: PendingSweep) => isAtRest(sweep, ports.now(), quietMinutes)
  const notified: string[] = []
  const quiet: string[] = []
  const errors: unknown[] = []
  for (const pending of sweeps.filter(isReady)) {
    const answer = await settled(sendDigest(pending, place, ports))
    if ('error' in answer) errors.push(answer.error)
    else (answer.value ? notified : quiet).push(pending.sweep)
  }
  if (errors.length > 0) throw errors[0]
  const waiting = sweeps.filter((sweep) => !isReady(sweep)).map(({ sweep }) => sweep)
  return { notified, quiet, waiting }
}

/**
 * Returns whether a message was sent. The order makes sure that nothing is lost if the run is killed and retried. The store
 * keeps up to where the digest was sent until the notes are deleted: if that fails, they are not sent again.
 */
async function sendDigest(
  pending: PendingSweep,
  place: SweepPlace,
  ports: DigestPorts,
): Promise<boolean> {
  const { store } = ports
  const sent = await store.readSent(pending.sweep)
  const unsent = sent === undefined ? pending : putAfter(pending, sent)
  const isSent =
    unsent.all.length > 0 && (await sendUnsentNotes(unsent, sentUpTo(pending), place, ports))
  await store.remove(pending.all.map(({ key }) => key))
  if (isSent || sent !== undefined) await store.remove([keyOfSent(pending.sweep)])
  return isSent
}

async function sendUnsentNotes(
  { sweep, notes, hasEnd }: PendingSweep,
  upTo: SentUpTo,
  { account, region }: SweepPlace,
  { store, notify, now, hasTrail }: DigestPorts,
): Promise<boolean> {
  const end = hasEnd ? await store.readEnd(sweep) : undefined
  const ending = await freshEndings(notes, store)
  const fresh = [...notes.filter(({ kind }) => kind !== 'ending'), ...ending]
  const accounts = accountsOf(fresh, end, account)
  const buckets = bucketsByKind(fresh, accounts && nameInAccount)
  const trail = await hasTrail()
  if (!isNews(buckets, end, trail)) return false
  const shown = shownOf(fresh, accounts)
  // A note that cannot be read is still counted and named by its key.
  const read = await readInBatches(shown, ({ key }) => store.readNote(key))
  const time = now().toISOString()
  const list = await store.putList(sweep, time, buckets)
  const unread = shown.length - read.length
  const isCovered = trail.known && trail.value
  const facts = {
    ...{ account, region, time, unread, list },
    ...(accounts && { accounts }),
    ...(!isCovered && { trail }),
  }
  await notify(digestOf(sweep, buckets, read, end, facts))
  await store.putSent(sweep, upTo)
  for (const until of daysOf(ending)) {
    const ends = ending.filter(({ time: day }) => day === until)
    await store.remind(until, sweep, time, ends.map(nameInAccount))
  }
  return true
}

/** `undefined`: the sweep was of one account. */
const accountsOf = (
  notes: readonly PendingNote[],
  end: SweepEnd | undefined,
  own: string,
): readonly AccountResult[] | undefined =>
  end?.accounts || notes.some(({ account }) => account !== own)
    ? byAccount(notes, end?.accounts ?? [])
    : undefined

const daysOf = (ending: readonly PendingNote[]) => new Set(ending.map(({ time }) => time))

/** People are reminded of the end of an exemption once, and not every night. */
async function freshEndings(
  notes: readonly PendingNote[],
  store: SweepStore,
): Promise<readonly PendingNote[]> {
  const ending = notes.filter(({ kind }) => kind === 'ending')
  const fresh: PendingNote[] = []
  for (const until of daysOf(ending)) {
    const reminded = await store.reminded(until)
    fresh.push(
      ...ending.filter((note) => note.time === until && !reminded.has(nameInAccount(note))),
    )
  }
  return fresh
}
