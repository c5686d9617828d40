import type { RemediationRecord } from '../journal/record.ts'
import type { Journal, JournalPlace } from '../ports.ts'

/**
 * The entry of a mark in the outbox, if it is not closed. `settled`: it is closed, or was never written. `unreadable`: the
 * mark or its entry is not readable.
 */
export type Marked = JournalPlace | 'settled' | 'unreadable'

/** The marks of entries of which people may not be notified yet. Its calls throw where the journal is not available. */
export interface Outbox {
  /** The keys of the oldest marks, at most so many. */
  marks(most: number): Promise<readonly string[]>
  find(mark: string): Promise<Marked>
  remove(marks: readonly string[]): Promise<void>
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
