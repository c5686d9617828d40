import type { CallerIdentity } from '../../aws/caller-identity.ts'
import { journalObjectsIn } from '../../aws/journal/journal-objects.ts'
import { type Reencryptions, reencryptionsIn } from '../../aws/journal/reencryption-store.ts'
import { visible } from '../../core/printable.ts'
import { clientsOfJournal, journalOf, type RecordOptions } from './ports.ts'

export interface RecordsInJournal {
  /** The bucket of the journal. */
  readonly name: string
  readonly records: Reencryptions
}

/** The changes of existing objects in the journal. `undefined`: no journal was named. */
export async function openRecords(
  options: RecordOptions,
  { account, region }: CallerIdentity,
): Promise<RecordsInJournal | undefined> {
  const name = journalOf(options)
  if (name === undefined) return undefined
  const clients = await clientsOfJournal(name, region)
  const objects = journalObjectsIn(name, account, clients)
  return { name, records: reencryptionsIn(objects, warnOfUnreadableRecord) }
}

const warnOfUnreadableRecord = (key: string) =>
  void process.stderr.write(
    `An object of the journal is not readable: it is skipped: ${visible(key, 1200)}\n`,
  )
