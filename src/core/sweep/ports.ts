import type { Observed } from '../bucket-calls.ts'
import type { SweptAccount } from '../digest/by-account.ts'
import type { BucketsByKind, Digest, SweepEnd } from '../digest/digest.ts'
import type { Note } from '../digest/note.ts'
import type { Pending, SentUpTo } from '../digest/pending.ts'
import type { BusEntry, SweepPlace } from './bus-entry.ts'
import type { BucketPage } from './sweep.ts'

/** An entry that the event bus did not accept, and why. */
export interface NotTaken {
  readonly entry: BusEntry
  readonly code: string
}

export interface EventBus {
  /** At most ten entries. Returns those that were not accepted: entries fail individually. */
  put(entries: readonly BusEntry[]): Promise<readonly NotTaken[]>
  wait(milliseconds: number): Promise<void>
}

/** The ports of a sweep. */
export interface SweepPorts extends EventBus {
  /** `undefined`: S3 does not accept the token. */
  listBuckets(token: string | undefined, most: number): Promise<BucketPage | undefined>
  /** The checks of the page that was listed last were requested. */
  pageDone?(): Promise<void>
  /** The accounts that the sweep listed, where they are several. */
  sweptAccounts?(): readonly SweptAccount[]
  readonly store: SweepStore
  now(): Date
  /** Milliseconds until Lambda stops the function. */
  remaining(): number
}

/** The ports of a digest. */
export interface DigestPorts {
  readonly store: SweepStore
  /** Notifies people. Returns the names of the channels that have the message. Throws where a channel fails. */
  notify(digest: Digest): Promise<readonly string[]>
  /** Whether a trail of CloudTrail records the management events of the region. */
  hasTrail(): Promise<Observed<boolean>>
  now(): Date
}

/** The shared state of sweeps and digests. Its calls throw where the store is not available. */
export interface SweepStore {
  /** Whether this run may do that part of the sweep. Only one run, and its retries, may do a part. */
  claim(sweep: string, generation: number): Promise<boolean>
  /** Whether the schedule began this sweep: anyone who may put events can invent another id. */
  isBegun(sweep: string): Promise<boolean>
  putEnd(sweep: string, end: SweepEnd): Promise<void>
  /** All objects that wait for a digest. */
  pending(): Promise<readonly Pending[]>
  /** `undefined`: the object is missing, or Cooper did not write it. */
  readNote(key: string): Promise<Note | undefined>
  readEnd(sweep: string): Promise<SweepEnd | undefined>
  /** The buckets, as `ACCOUNT/NAME`, with an exemption that ends on that day, and of whose end people were reminded. */
  reminded(until: string): Promise<ReadonlySet<string>>
  /** `time`: of the digest, since a sweep may have several. */
  remind(until: string, sweep: string, time: string, buckets: readonly string[]): Promise<void>
  /** Up to where the digest was sent. `undefined`: none was sent. */
  readSent(sweep: string): Promise<SentUpTo | undefined>
  putSent(sweep: string, sent: SentUpTo): Promise<void>
  /** Returns the key of the object. */
  putList(sweep: string, time: string, buckets: BucketsByKind): Promise<string>
  remove(keys: readonly string[]): Promise<void>
}

export interface SweepSettings {
  readonly place: SweepPlace
  /** Buckets a second. */
  readonly rate: number
  /** Minutes without a new note after which the digest is sent. */
  readonly quietMinutes: number
}
