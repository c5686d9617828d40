/**
 * Chooses one of the ways in which something may turn out that a template leaves open. The same question gets the same
 * answer within a reading.
 */
export type Choose = <T>(question: string, options: readonly [T, ...T[]], because: string) => T

/** What all readings of a template come to. */
export interface Explored<T> {
  readonly results: readonly T[]
  /** Why there is more than one reading. */
  readonly because: readonly string[]
  /** Whether no reading is left out. */
  readonly isComplete: boolean
}

interface Choice {
  readonly question: string
  readonly index: number
  readonly count: number
}

/** Runs a function once for each combination of the choices that it makes, and at most `limit` times. */
export function explore<T>(run: (choose: Choose) => T, limit: number): Explored<T> {
  const results: T[] = []
  const because = new Set<string>()
  let path: readonly Choice[] | undefined = []
  while (path !== undefined && results.length < limit) {
    const made: Choice[] = []
    const answers = new Map<string, unknown>()
    const given = path
    const choose: Choose = (question, options, reason) => {
      if (answers.has(question)) return answers.get(question) as (typeof options)[number]
      const index = given[made.length]?.index ?? 0
      made.push({ question, index, count: options.length })
      if (options.length > 1) because.add(reason)
      const answer = options[index] ?? options[0]
      answers.set(question, answer)
      return answer
    }
    results.push(run(choose))
    path = nextPath(made)
  }
  return { results, because: [...because], isComplete: path === undefined }
}

/** The choices of the next run: the last one that has another option takes it. `undefined`: all were made. */
function nextPath(made: readonly Choice[]): readonly Choice[] | undefined {
  const last = made.findLastIndex(({ index, count }) => index + 1 < count)
  const choice = made[last]
  return choice && [...made.slice(0, last), { ...choice, index: choice.index + 1 }]
}
