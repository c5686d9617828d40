import type { ReviewPorts } from '../core/announcements/review-ports.ts'
import type { WatchNote } from '../core/announcements/watch.ts'
import { bucketOfRecord } from '../core/journal/record.ts'
import { type Answered, forEachInTime, MOST_CLIENTS } from './answer-reviews.ts'

const DAY = 24 * 60 * 60 * 1000

/** S3 delivers some logs hours late, so the last look comes a day after the end. */
const LATE = DAY

/** Looks once a day whether S3 refuses requests since a change that requires TLS, and notifies the owner once. */
export const watchChanges = (ports: ReviewPorts): Promise<Answered> =>
  forEachInTime(ports.queue.watched(), ports, async (note) => {
    const now = ports.now().getTime()
    if (note.looked !== undefined && now - Date.parse(note.looked) < DAY) return
    const isRefusing = await notifyIfRefusing(note, ports)
    if (isRefusing || now >= Date.parse(note.until) + LATE) await ports.queue.end(note)
    else await ports.queue.keep({ ...note, looked: new Date(now).toISOString() })
  })

async function notifyIfRefusing({ record }: WatchNote, ports: ReviewPorts): Promise<boolean> {
  const { before, after } = record
  if (before.policy === undefined || after.policy === undefined) return false
  const change = { before: before.policy, after: after.policy, isMade: true }
  const since = new Date(record.time)
  const { requests, clients } = await ports.judge(bucketOfRecord(record), change, since)
  if (requests === 0) return false
  await ports.notify(record, {
    ...{ time: ports.now().toISOString(), requests },
    clients: clients.slice(0, MOST_CLIENTS),
  })
  return true
}
