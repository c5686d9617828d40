import type { JournalEntry } from './entry.ts'
import type { LostUpdate } from './lost-update.ts'

/** What the journal of a bucket says of a put that does not stand there. `undefined`: it was replaced since, as is anybody's right. */
export type ExplainLoss = (entries: readonly JournalEntry[]) => LostUpdate | undefined
