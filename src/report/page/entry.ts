import type { Row } from './row.ts'
import { shortfallOf, statusOf } from './status-of.ts'
import { STATUS_TEXTS, type Status } from './verdict.ts'
import { badnessOf } from './worse-first.ts'

/** A row with all that sorting and searching ask of it again and again. */
export interface Entry {
  readonly row: Row
  readonly status: Status
  readonly badness: number
  readonly shortfall: number
  /** What a search looks through, in lower case. */
  readonly text: string
}

export function entryOf(row: Row): Entry {
  const [name, account, region, , detail] = row
  const status = statusOf(row)
  const reasons = (detail?.findings ?? []).map(({ reason }) => reason)
  const texts = [name, account, region, STATUS_TEXTS[status].word, detail?.error ?? '', ...reasons]
  return {
    row,
    status,
    badness: badnessOf(row),
    shortfall: shortfallOf(row),
    text: texts.join('\n').toLowerCase(),
  }
}
