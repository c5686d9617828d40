import type { JournalEntry } from './entry.ts'
import type { Collision } from './lost-update.ts'

/** What the journal of a bucket says of a put that does not stand there. `undefined`: it was replaced since, as is anybody's right. */
export type Explain = (entries: readonly JournalEntry[]) => Collision | undefined
