/** Keeps the first `limit` of all added items, in order. */
export interface Shortlist<T> {
  readonly add: (item: T) => void
  readonly items: () => readonly T[]
}

export function createShortlist<T>(
  limit: number,
  compare: (one: T, other: T) => number,
): Shortlist<T> {
  const items: T[] = []
  return {
    add(item) {
      const last = items.at(-1)
      if (last !== undefined && items.length === limit && compare(item, last) >= 0) return
      const after = items.findIndex((other) => compare(item, other) < 0)
      items.splice(after === -1 ? items.length : after, 0, item)
      items.length = Math.min(items.length, limit)
    },
    items: () => items,
  }
}
