import type { Entry } from './entry.ts'
import { NOT_COMPLIANT_LETTERS } from './status-of.ts'
import { compareTexts } from './worse-first.ts'

/** A value to filter by, and how many buckets have it. */
export interface Facet {
  readonly value: string
  readonly count: number
}

/** Sorted by value. */
export function facetsOf(
  entries: readonly Entry[],
  valueIn: (entry: Entry) => string,
): readonly Facet[] {
  const counts = new Map<string, number>()
  for (const entry of entries) {
    const value = valueIn(entry)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((one, other) => compareTexts(one.value, other.value))
}

/** How many buckets are not compliant with each control, in the order of reports. */
export const controlFacets = (
  entries: readonly Entry[],
  controlIds: readonly string[],
): readonly Facet[] =>
  controlIds.map((value, place) => ({
    value,
    count: entries.filter(({ row }) => NOT_COMPLIANT_LETTERS.includes(row[3][place] ?? '')).length,
  }))
