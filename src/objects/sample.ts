/** A uniform sample of items that come one after another, however many there are: Vitter's algorithm R. */
export interface Sample<T> {
  readonly offer: (item: T) => void
  readonly items: () => readonly T[]
}

/** `random`: from 0 to below 1. */
export function createSample<T>(size: number, random: () => number): Sample<T> {
  const kept: T[] = []
  let offered = 0
  return {
    offer(item) {
      offered += 1
      if (kept.length < size) {
        kept.push(item)
        return
      }
      const place = Math.floor(random() * offered)
      if (place < size) kept[place] = item
    },
    items: () => kept,
  }
}
