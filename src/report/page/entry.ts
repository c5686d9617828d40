import type { Row } from './row.ts'
import { notCompliantCount, statusOf } from './status-of.ts'
import { STATUS_TEXTS, type Status } from './verdict.ts'
import { badnessOf } from './worse-first.ts'

/** A row with the values that sorting and searching need, computed once. */
export interface Entry {
  readonly row: Row
  readonly status: Status
  readonly badness: number
  readonly notCompliant: number
  /** The text that a search matches, in lower case. */
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
    notCompliant: notCompliantCount(row),
    text: texts.join('\n').toLowerCase(),
  }
}
