import type { Entry } from './entry.ts'
import type { PageView, SortKey } from './view.ts'
import { compareTexts, worseFirst } from './worse-first.ts'

/** Of two equal entries the worse one comes first, in either direction. */
export function sortEntries(
  entries: readonly Entry[],
  { sort, isDescending }: Pick<PageView, 'sort' | 'isDescending'>,
): readonly Entry[] {
  const compare = COMPARISONS[sort]
  const direction = isDescending ? -1 : 1
  return entries.toSorted(
    (one, other) => direction * compare(one, other) || worseFirst(one.row, other.row),
  )
}

/** The first direction of a column: names ascend, numbers descend. */
export const isDescendingAtFirst = (sort: SortKey): boolean =>
  sort === 'status' || sort === 'not-compliant'

type EntryComparison = (one: Entry, other: Entry) => number

const byText =
  (place: 0 | 1 | 2): EntryComparison =>
  ({ row: one }, { row: other }) =>
    compareTexts(one[place], other[place])

const COMPARISONS: Readonly<Record<SortKey, EntryComparison>> = {
  status: ({ badness: one }, { badness: other }) => one - other,
  name: byText(0),
  account: byText(1),
  region: byText(2),
  'not-compliant': ({ notCompliant: one }, { notCompliant: other }) => one - other,
}
