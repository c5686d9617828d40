/** What a journal does not know of buckets in other regions. `regions`: those of the buckets; empty: all. */
export function notesOnOtherRegions(
  regions: readonly string[],
  journalRegion: string | undefined,
): readonly string[] {
  if (journalRegion === undefined) return []
  const others = regions.filter((region) => region !== journalRegion)
  if (regions.length > 0 && others.length === 0) return []
  const where = others.length > 0 ? others.join(', ') : 'other regions'
  return [
    `The journal is that of ${journalRegion}: settings of a bot in ${where}, and holds and flapping in its own journal, are not known.`,
  ]
}
