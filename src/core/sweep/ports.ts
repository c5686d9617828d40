import type { BucketsByKind, Digest, SweepEnd } from '../digest/digest.ts'
import type { Pending } from '../digest/keys.ts'
import type { Note } from '../digest/note.ts'
import type { BusEntry, SweepPlace } from './bus-entry.ts'
import type { BucketPage } from './sweep.ts'

/** An entry that the bus did not take, and why. */
export interface NotTaken {
  readonly entry: BusEntry
  readonly code: string
}

export interface EventBus {
  /** Ten entries at most. Answers those that were not taken: entries fail one by one. */
  put(entries: readonly BusEntry[]): Promise<readonly NotTaken[]>
  wait(milliseconds: number): Promise<void>
}

/** What a sweep needs of the outside. */
export interface SweepPorts extends EventBus {
  /** `undefined`: S3 does not take the token, or not any more. */
  listBuckets(token: string | undefined, most: number): Promise<BucketPage | undefined>
  readonly store: SweepStore
  now(): Date
  /** Milliseconds until the function is killed. */
  remaining(): number
}

/** What a digest needs of the outside. */
export interface DigestPorts {
  readonly store: SweepStore
  /** Notifies people. Answers which channels have it. Throws where one could not be reached. */
  notify(digest: Digest): Promise<readonly string[]>
  now(): Date
}

/** Where sweeps and digests keep what they need to know of each other. Its calls throw where it can't be reached. */
export interface SweepStore {
  /** Whether this run may do that part of the sweep: each part is done by one run, and by its repeats. */
  claim(sweep: string, generation: number): Promise<boolean>
  putEnd(sweep: string, end: SweepEnd): Promise<void>
  /** All that waits for a digest. */
  pending(): Promise<readonly Pending[]>
  /** `undefined`: it can't be read, as nothing that Cooper has written. */
  readNote(key: string): Promise<Note | undefined>
  readEnd(sweep: string): Promise<SweepEnd | undefined>
  isReminded(note: Note): Promise<boolean>
  remind(note: Note): Promise<void>
  /** Answers where it was put. */
  putList(sweep: string, time: string, buckets: BucketsByKind): Promise<string>
  remove(keys: readonly string[]): Promise<void>
}

export interface SweepSettings {
  readonly place: SweepPlace
  /** Buckets a second. */
  readonly rate: number
  /** Minutes without news after which a sweep's digest is sent. */
  readonly quietMinutes: number
}
