import type { JournalEntry } from './entry.ts'
import type { LostUpdate } from './lost-update.ts'

/** Finds out from the journal of a bucket what replaced a put. `undefined`: somebody replaced it later, on purpose. */
export type ExplainLoss = (entries: readonly JournalEntry[]) => LostUpdate | undefined
