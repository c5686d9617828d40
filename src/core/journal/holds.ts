import { type Hold, isHoldOver, type Undo } from '../assessment/hold.ts'
import type { ControlId } from '../controls/ids.ts'
import { printable } from '../printable.ts'
import type { JournalEntry } from './entry.ts'

/** The holds on a bucket, by its journal (oldest entry first). For each control the last undo counts. `now`: ISO 8601 in UTC, or a day. */
export function holdsIn(entries: readonly JournalEntry[], now: string): readonly Hold[] {
  const last = new Map(
    entries.flatMap((entry) => undoneBy(entry).map((control) => [control, entry.intent] as const)),
  )
  return [...last].flatMap(([control, { undo, event }]) => {
    if (!undo?.until || isHoldOver(undo.until, now)) return []
    const { until } = undo
    const reason = `${describeCause(undo)} until ${until} by ${printable(event.actor.arn ?? 'somebody', 200)}${why(undo)}`
    return [{ by: 'undo', control, reason, until: until.slice(0, 10) } as const]
  })
}

function describeCause({ of, rejection }: Undo): string {
  if (of === undefined) return "Cooper's statements removed"
  return rejection === undefined ? 'Undone' : 'Rejected'
}

const why = ({ rejection }: Undo) =>
  rejection === undefined ? '' : `: ${printable(rejection, 200)}`

/** What an undo did that failed in part. */
function undoneBy({ intent, record }: JournalEntry): readonly ControlId[] {
  const controls = intent.undo?.controls ?? []
  if (record?.outcome !== 'failed') return controls
  const done = record.steps.filter(({ status }) => status === 'done')
  return controls.filter((control) => done.some(({ step }) => step.controls.includes(control)))
}
