/**
 * The remaining work that one decision may take, counted in steps so that the answer never depends on a clock. `doubt`
 * says what could not be decided: "denied" is then not proven.
 */
export interface Budget {
  steps: number
  doubt: string | undefined
}

export function newBudget(steps: number): Budget {
  return { steps, doubt: undefined }
}

/** Spends steps. `false` when the budget is used up, which is a doubt. */
export function spend(budget: Budget, steps: number): boolean {
  budget.steps -= steps
  if (budget.steps >= 0) return true
  budget.doubt ??=
    'The policy is too complex to decide. Write one Deny for everybody, without further conditions'
  return false
}

/** Whether no step is left, so that no further question can be answered. */
export function isUsedUp(budget: Budget): boolean {
  return budget.steps <= 0 && !spend(budget, 1)
}

/** An answer, and the doubt about it. */
export interface StepBudget<T> {
  readonly value: T
  readonly doubt: string | undefined
}

/** Separates the doubt of a question from the budget, since another answer may make it irrelevant. */
export function asked<T>(budget: Budget, question: () => T): StepBudget<T> {
  const before = budget.doubt
  budget.doubt = undefined
  const value = question()
  const { doubt } = budget
  budget.doubt = before
  return { value, doubt }
}
