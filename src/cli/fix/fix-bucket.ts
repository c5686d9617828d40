import { randomUUID } from 'node:crypto'
import type { Bucket } from '../../core/bucket.ts'
import { errorText } from '../../core/cooper-error.ts'
import type { BucketEvent } from '../../core/event.ts'
import { fixId } from '../../core/journal/keys.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import type { Ports } from '../../core/ports.ts'
import { printable } from '../../core/printable.ts'
import { retry, settled } from '../../core/retry.ts'
import type { Settings } from '../../core/settings.ts'
import { remediateBucket } from '../../remediation/remediate-bucket.ts'
import { WITHOUT_JOURNAL } from '../../remediation/without-journal.ts'
import type { FixResult } from './fix-lines.ts'

/** The event of a person who asks for a fix. */
export const fixEvent = (bucket: Bucket, actor: BucketEvent['actor'], now: Date): BucketEvent => ({
  id: fixId(randomUUID()),
  name: 'CooperFix',
  time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
  bucket,
  actor,
  role: undefined,
  bucketAccount: bucket.account,
})

// Milliseconds. Lambda retries a failed run too. Without a journal a second run would not know of the changes of the first.
const RETRY_WAITS = [2000]

/**
 * Remediates a bucket as the bot does. Where the journal or the topic fails after a write, the result still has the record of
 * the write.
 */
export async function fixBucket(
  event: BucketEvent,
  settings: Settings,
  ports: Ports,
): Promise<FixResult> {
  let known: RemediationRecord | undefined
  const notify: Ports['notify'] = (record) => {
    known = record
    return ports.notify(record)
  }
  const hasJournal = ports.journal !== WITHOUT_JOURNAL
  const answer = await retry(
    () => settled(remediateBucket(event, settings, { ...ports, notify })),
    (one) => 'value' in one,
    { waits: hasJournal ? RETRY_WAITS : [], wait: ports.wait },
  )
  if ('value' in answer) return answer.value
  const { error } = answer
  const reason = printable(errorText(error))
  if (!known) return { outcome: 'failed', reason }
  const advice = `. To complete it, run it again: npx cooper fix ${event.bucket.name}`
  return { ...known, unfinished: hasJournal ? `${reason}${advice}` : reason }
}
