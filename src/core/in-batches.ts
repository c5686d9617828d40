/** The items in batches of at most this size. */
export const inBatches = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )

const READS_AT_ONCE = 20

/** Reads all items, twenty at once. Answers of `undefined` are left out. */
export async function readInBatches<Item, Answer>(
  items: readonly Item[],
  read: (item: Item) => Promise<Answer | undefined>,
): Promise<readonly Answer[]> {
  const found: Answer[] = []
  for (const some of inBatches(items, READS_AT_ONCE)) {
    const answers = await Promise.all(some.map(read))
    found.push(...answers.flatMap((one) => (one === undefined ? [] : [one])))
  }
  return found
}
