import { inBatches } from '../core/in-batches.ts'
import { isDue, type OutboxMark, recordOfUnfinished } from '../core/journal/outbox.ts'
import type { RemediationRecord } from '../core/journal/record.ts'
import { type AnswerOrError, settled } from '../core/retry.ts'
import type { OutboxPorts } from '../core/sweep/outbox-ports.ts'

/** What became of a mark. */
type Sending = 'sent' | 'unfinished' | 'closed' | 'unreadable'

/** How many marks had which result. The next run goes on with those that are waiting. */
export interface OutboxResult extends Readonly<Record<Sending, number>> {
  readonly waiting: number
  readonly failed: number
  readonly error?: unknown
}

const MOST_MARKS = 10_000
const SENT_AT_ONCE = 10

/** Milliseconds. A batch may take several calls of five seconds, each with its retries. */
const TIME_FOR_A_BATCH = 120_000

/** After so many batches in a row in which nothing could be sent, the channel itself must be down. */
const MOST_FAILED_BATCHES = 3

/**
 * Sends what is recorded in the journal and was not notified, once the run that should have done so has certainly ended. Of
 * an entry without a record it says what is known. The oldest mark comes first, but each try puts the mark again, so what
 * failed comes last in the next hour: no failure stops the others.
 */
export async function sendOutbox(ports: OutboxPorts): Promise<OutboxResult> {
  const marks = await ports.outbox.marks(MOST_MARKS)
  const due = marks
    .filter(({ key }) => isDue(key, ports.now()))
    .toSorted((one, other) => one.put - other.put)
    .map(({ key }) => key)
  const results: AnswerOrError<Sending>[] = []
  let failedBatches = 0
  for (const some of inBatches(due, SENT_AT_ONCE)) {
    if (ports.remaining() < TIME_FOR_A_BATCH || failedBatches === MOST_FAILED_BATCHES) break
    const answers = await Promise.all(some.map((mark) => settled(sendMarked(mark, ports))))
    failedBatches = answers.every((one) => 'error' in one) ? failedBatches + 1 : 0
    results.push(...answers)
  }
  return countsOf(results, due.length)
}

/** The mark goes last, so that a run that is killed before goes on. */
async function sendMarked(key: string, ports: OutboxPorts): Promise<Sending> {
  const { outbox, journal, now } = ports
  const found = await outbox.find(key)
  if (found === 'unreadable') return found
  const { mark, place } = found === 'closed' ? {} : found
  const { entry } = place ?? {}
  const record = entry && (entry.record ?? recordOfUnfinished(entry, now()))
  const isToSend = record !== undefined && mark?.sent === undefined
  // This shows that the journal accepts what was sent: otherwise it would be sent again each hour.
  if (mark) await outbox.put(key, mark)
  const notified = mark && isToSend ? await send(key, mark, record, ports) : (mark?.sent ?? [])
  // This removes the mark, too.
  if (place && entry?.record) await journal.amend(place, { ...entry, notified })
  else await outbox.remove([key])
  if (!isToSend) return 'closed'
  return entry?.record ? 'sent' : 'unfinished'
}

/** Keeps in the mark what was sent, so that it is not sent each hour where the entry cannot be closed. */
async function send(
  key: string,
  mark: OutboxMark,
  record: RemediationRecord,
  { outbox, notify }: OutboxPorts,
): Promise<readonly string[]> {
  const sent = await notify(record)
  await outbox.put(key, { ...mark, sent })
  return sent
}

function countsOf(results: readonly AnswerOrError<Sending>[], due: number): OutboxResult {
  const count = (sending: Sending) =>
    results.filter((one) => 'value' in one && one.value === sending).length
  const errors = results.flatMap((one) => ('error' in one ? [one.error] : []))
  const [error] = errors
  return {
    sent: count('sent'),
    unfinished: count('unfinished'),
    closed: count('closed'),
    unreadable: count('unreadable'),
    failed: errors.length,
    waiting: due - results.length,
    ...(errors.length > 0 && { error }),
  }
}
