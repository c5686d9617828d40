/**
 * What is left of the work that one decision may take, counted in steps so that the answer never depends on a clock.
 * Where anything was left undecided, `doubt` says so, and "all denied" is no longer proven.
 */
export interface Budget {
  steps: number
  doubt: string | undefined
}

export function newBudget(steps: number): Budget {
  return { steps, doubt: undefined }
}

/** Takes from the budget; `false` when nothing is left, which is a doubt. */
export function spend(budget: Budget, steps: number): boolean {
  budget.steps -= steps
  if (budget.steps >= 0) return true
  budget.doubt ??= 'The policy is too intricate to be decided'
  return false
}

/** What a question came to, and the doubt that it raised. */
export interface StepBudget<T> {
  readonly value: T
  readonly doubt: string | undefined
}

/** Asks a question and keeps its doubt apart, since another answer may make it pointless. */
export function asked<T>(budget: Budget, question: () => T): StepBudget<T> {
  const before = budget.doubt
  budget.doubt = undefined
  const value = question()
  const { doubt } = budget
  budget.doubt = before
  return { value, doubt }
}
