import type { OutboxMark } from '../journal/outbox.ts'
import type { RemediationRecord } from '../journal/record.ts'
import type { Journal, JournalPlace } from '../ports.ts'

/** A mark in the outbox with its entry, which is not closed. */
export interface Marked {
  readonly mark: OutboxMark
  readonly place: JournalPlace
}

/** A mark that was listed. */
export interface ListedMark {
  readonly key: string
  /** The time of its last put in milliseconds since the epoch. */
  readonly put: number
}

/** The marks of entries of which people may not be notified yet. Its calls throw where the journal is not available. */
export interface Outbox {
  /** The oldest marks, at most so many. */
  marks(most: number): Promise<readonly ListedMark[]>
  /** `closed`: its entry is closed, or was never written. `unreadable`: the mark or its entry is not readable. */
  find(key: string): Promise<Marked | 'closed' | 'unreadable'>
  put(key: string, mark: OutboxMark): Promise<void>
  remove(keys: readonly string[]): Promise<void>
}

/** The ports of the hourly run. */
export interface OutboxPorts {
  readonly outbox: Outbox
  readonly journal: Pick<Journal, 'amend'>
  /** Notifies people. Returns the names of the channels that have the record. Throws where a channel fails. */
  notify(record: RemediationRecord): Promise<readonly string[]>
  now(): Date
  /** Milliseconds until Lambda stops the function. */
  remaining(): number
}
