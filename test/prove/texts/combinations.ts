import { inexpressible } from '../encoding/inexpressible.ts'
import { type Language, NOTHING } from './languages.ts'

/** Which of several languages a text is in, with the shortest such text. */
export interface Combination {
  readonly memberships: readonly boolean[]
  readonly text: string
}

const MOST_STATES = 40_000

/**
 * All combinations that a text of `base` can have. This is what makes texts finite for the solver: it chooses among the combinations,
 * and each has a text.
 */
export function combinationsOf(
  base: Language,
  languages: readonly Language[],
  longest: number,
): readonly Combination[] {
  const letters = lettersOf([base, ...languages])
  const found = new Map<string, Combination>()
  const seen = new Set<string>()
  let reached = [{ text: '', length: 0, all: [base, ...languages] }]
  while (reached.length > 0 && found.size < 2 ** languages.length) {
    const next: typeof reached = []
    for (const { text, length, all } of reached) {
      const [rest = NOTHING, ...others] = all
      const memberships = others.map(({ acceptsEmpty }) => acceptsEmpty)
      if (rest.acceptsEmpty && !found.has(memberships.join())) {
        found.set(memberships.join(), { memberships, text })
      }
      if (length === longest) continue
      for (const letter of letters) {
        const after = all.map((one) => one.after(letter))
        const state = after.map(({ id }) => id).join()
        if (after[0] === NOTHING || seen.has(state)) continue
        if (seen.size > MOST_STATES) inexpressible('patterns with too many combinations')
        seen.add(state)
        next.push({ text: text + String.fromCodePoint(letter), length: length + 1, all: after })
      }
    }
    reached = next
  }
  return [...found.values()]
}

/** One code point for each set of those that all languages treat alike, a readable one if there is one. */
function lettersOf(languages: readonly Language[]): readonly number[] {
  const bounds = new Set(languages.flatMap((one) => [...one.bounds]))
  const starts = [...bounds.add(0)].filter((one) => one <= 0x10ffff).toSorted((a, b) => a - b)
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? 0x110000
    return [0x78, 0x61, 0x30, 0x21].find((one) => start <= one && one < end) ?? start
  })
}
