/**
 * What is left of the work that one decision may take, counted in steps so that the answer never depends on a clock.
 * Where anything was left undecided, `doubt` says so, and "all denied" is no longer proven.
 */
export interface Budget {
  left: number
  doubt: string | undefined
}

export function newBudget(left: number): Budget {
  return { left, doubt: undefined }
}

/** Takes from the budget; `false` when nothing is left, which is a doubt. */
export function spend(budget: Budget, steps: number): boolean {
  budget.left -= steps
  if (budget.left >= 0) return true
  budget.doubt ??= 'The policy is too intricate to be decided'
  return false
}
