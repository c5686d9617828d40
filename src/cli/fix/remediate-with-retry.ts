import { errorText } from '../../core/cooper-error.ts'
import type { BucketEvent } from '../../core/event.ts'
import { isEntryOf, type JournalEntry } from '../../core/journal/entry.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import type { Ports } from '../../core/ports.ts'
import { visible } from '../../core/printable.ts'
import { retry, settled } from '../../core/retry.ts'
import type { Settings } from '../../core/settings.ts'
import { abandon } from '../../remediation/find-interrupted-run.ts'
import { remediateWhereItIs } from '../../remediation/remediate-where-it-is.ts'
import { WITHOUT_JOURNAL } from '../../remediation/without-journal.ts'
import type { FixResult } from './fix-lines.ts'

// Milliseconds. Lambda retries a failed run too. Without a journal a second run would not know of the changes of the first.
const RETRY_WAITS = [2000]

/**
 * Remediates a bucket as the bot does. Where the journal or the topic fails after a write, the result still has the record of
 * the write. `completion`: what completes the change later.
 */
export async function remediateWithRetry(
  event: BucketEvent,
  settings: Settings,
  portsIn: (region: string) => Ports,
  completion: string,
): Promise<FixResult> {
  let known: RemediationRecord | undefined
  const knowing = (ports: Ports): Ports => ({
    ...ports,
    notify(record) {
      known = record
      return ports.notify(record)
    },
  })
  const { journal, wait } = portsIn(event.bucket.region)
  const hasJournal = journal !== WITHOUT_JOURNAL
  const answer = await retry(
    () => settled(remediateWhereItIs(event, settings, (region) => knowing(portsIn(region)))),
    (one) => 'value' in one,
    { waits: hasJournal ? RETRY_WAITS : [], wait },
  )
  if ('value' in answer) return answer.value
  await abandonEntry(event, portsIn(event.bucket.region))
  const { error } = answer
  const reason = visible(errorText(error))
  if (!known) return { outcome: 'failed', reason }
  return { ...known, incomplete: hasJournal ? `${reason}. To complete it, ${completion}` : reason }
}

/** This command goes no further with the entry of the event, so the next command may complete it at once. */
async function abandonEntry(event: BucketEvent, { journal, run }: Ports) {
  const isOwn = (entry: JournalEntry) => isEntryOf(run, entry)
  const found = await settled(journal.find(event, isOwn))
  if ('value' in found && found.value && isOwn(found.value.entry))
    await abandon(found.value, { journal })
}
