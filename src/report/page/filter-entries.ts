import type { Entry } from './entry.ts'
import { LETTERS, type Status } from './verdict.ts'
import type { PageView } from './view.ts'

/** The entries that match a view, in their order. `controlIds` has the order of the rows' letters. */
export function filterEntries(
  entries: readonly Entry[],
  view: PageView,
  controlIds: readonly string[],
): readonly Entry[] {
  const words = view.query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const places = view.controls.map((id) => controlIds.indexOf(id))
  return entries.filter(
    (entry) =>
      isAmong(view.regions, entry.row[2]) &&
      isAmong(view.accounts, entry.row[1]) &&
      hasStatus(entry, view.statuses, places) &&
      words.every((word) => entry.text.includes(word)),
  )
}

const isAmong = (asked: readonly string[], value: string) =>
  asked.length === 0 || asked.includes(value)

/** With controls in the view, statuses are those of the controls, and no status means every one that is not compliant. */
function hasStatus(
  { status, row }: Entry,
  statuses: readonly Status[],
  places: readonly number[],
): boolean {
  if (places.length === 0) return statuses.length === 0 || statuses.includes(status)
  if (status === 'error') return statuses.includes('error')
  const letters = (statuses.length === 0 ? NOT_COMPLIANT : statuses).map(letterOf)
  return places.some((place) => letters.includes(row[3][place]))
}

const NOT_COMPLIANT = ['non-compliant', 'unknown', 'exempt'] as const

const letterOf = (status: Status) => (status === 'error' ? undefined : LETTERS[status])
