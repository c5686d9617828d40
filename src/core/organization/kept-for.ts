/** Keeps what a call returned for so many milliseconds. One call is under way at a time, and a failure is not kept. */
export function keptFor<T>(
  milliseconds: number,
  load: () => Promise<T>,
  now: () => number,
): () => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly since: number } | undefined
  return () => {
    if (kept && now() - kept.since < milliseconds) return kept.value
    const value = load()
    const mine = { value, since: now() }
    kept = mine
    value.catch(() => {
      if (kept === mine) kept = undefined
    })
    return value
  }
}
