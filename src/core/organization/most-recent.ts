/** Keeps the values that were used last, at most so many, and creates a missing one. */
export function mostRecent<T>(most: number, create: (key: string) => T): (key: string) => T {
  const kept = new Map<string, T>()
  return (key) => {
    const value = kept.get(key) ?? create(key)
    // A map has its keys in the order in which they were set.
    kept.delete(key)
    kept.set(key, value)
    const [oldest] = kept.keys()
    if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    return value
  }
}
