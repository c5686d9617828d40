import { printable } from '../printable.ts'
import type { Hold } from '../undone.ts'
import type { JournalEntry } from './entry.ts'

/** What holds by the journal of a bucket, oldest first: of each control the last undo counts. */
export function holdsIn(entries: readonly JournalEntry[], today: string): readonly Hold[] {
  const last = new Map(
    entries
      .filter(({ record }) => record?.outcome !== 'failed')
      .flatMap(({ intent }) => {
        const { undo, event } = intent
        return (
          undo?.controls.map((control) => [control, { undo, by: event.actor.arn }] as const) ?? []
        )
      }),
  )
  return [...last].flatMap(
    ([
      control,
      {
        undo: { until },
        by,
      },
    ]) => {
      if (until === null || until < today) return []
      const reason = `Undone until ${until} by ${printable(by ?? 'somebody', 200)}`
      return [{ by: 'undo', control, reason, until } as const]
    },
  )
}
