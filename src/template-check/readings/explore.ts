/**
 * Chooses one of the ways in which something may turn out that a template leaves open. The same question gets the same
 * answer within a reading.
 */
export type Choose = <T>(question: string, options: readonly [T, ...T[]], because: string) => T

/** What one reading of a template comes to. */
export interface Explored<T> {
  readonly value: T
  /** The number of the chosen option, by question. */
  readonly choices: ReadonlyMap<string, number>
}

export interface Exploration<T> {
  readonly readings: readonly Explored<T>[]
  /** Why each question has more than one answer, such as `the parameter "Stage" has no default`. */
  readonly reasons: ReadonlyMap<string, string>
  /** Whether no reading is left out. */
  readonly isComplete: boolean
}

interface Choice {
  readonly index: number
  readonly count: number
}

/** Runs a function once for each combination of the choices that it makes, and at most `limit` times. */
export function explore<T>(run: (choose: Choose) => T, limit: number): Exploration<T> {
  const readings: Explored<T>[] = []
  const reasons = new Map<string, string>()
  let path: readonly Choice[] | undefined = []
  while (path !== undefined && readings.length < limit) {
    const recorder = createRecorder(path, reasons)
    const value = run(recorder.choose)
    readings.push({ value, choices: recorder.choices })
    path = nextPath(recorder.made)
  }
  return { readings, reasons, isComplete: path === undefined }
}

/** Repeats the given choices, and then takes the first option of each. */
function createRecorder(given: readonly Choice[], reasons: Map<string, string>) {
  const made: Choice[] = []
  const choices = new Map<string, number>()
  const choose: Choose = (question, options, because) => {
    const known = choices.get(question)
    if (known !== undefined) return options[known] ?? options[0]
    const index = given[made.length]?.index ?? 0
    made.push({ index, count: options.length })
    choices.set(question, index)
    if (options.length > 1) reasons.set(question, because)
    return options[index] ?? options[0]
  }
  return { choose, choices, made }
}

/** The choices of the next run: the last one that has another option takes it. `undefined`: all were made. */
function nextPath(made: readonly Choice[]): readonly Choice[] | undefined {
  const last = made.findLastIndex(({ index, count }) => index + 1 < count)
  const choice = made[last]
  return choice && [...made.slice(0, last), { ...choice, index: choice.index + 1 }]
}
