import { errorText } from '../../core/cooper-error.ts'
import type { BucketEvent } from '../../core/event.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import type { Ports } from '../../core/ports.ts'
import { visible } from '../../core/printable.ts'
import { retry, settled } from '../../core/retry.ts'
import type { Settings } from '../../core/settings.ts'
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
  const { error } = answer
  const reason = visible(errorText(error))
  if (!known) return { outcome: 'failed', reason }
  return { ...known, unfinished: hasJournal ? `${reason}. To complete it, ${completion}` : reason }
}
