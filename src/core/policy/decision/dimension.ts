import type { Condition, PatternSet } from '../document.ts'
import type { Caller } from '../request.ts'
import { asked, type Budget, isUsedUp, type StepBudget, spend } from './budget.ts'

/**
 * A part of a request that can be chosen independently: its action, its resource, a context key, the caller. A statement
 * whose test fails does not match.
 */
export interface Dimension {
  /** A choice that fails all of these tests. `undefined` where there is none. */
  readonly solve: (tests: readonly number[]) => DimensionPart | undefined
}

export interface DimensionPart {
  /** Whether this choice fails the test, so that the statement does not match. */
  readonly fails: (test: number) => boolean
  readonly action?: string
  readonly resource?: string
  readonly caller?: Caller
  readonly context?: readonly (readonly [string, readonly string[]])[]
}

/** A dimension that computes each answer once, and returns only choices that were checked. */
export function dimension(
  budget: Budget,
  solve: (tests: readonly number[]) => DimensionPart | undefined,
): Dimension {
  const answers = new Map<string, DimensionAnswer>()
  return {
    solve: (tests) => {
      if (isUsedUp(budget)) return undefined
      const unique = tests.length < 2 ? tests : sortedParts(tests)
      const question = unique.join()
      const answer =
        answers.get(question) ?? asked(budget, () => tried(solve(unique), unique, budget))
      if (budget.steps > 0) answers.set(question, answer)
      budget.doubt ??= answer.doubt
      return answer.value
    },
  }
}

const sortedParts = (tests: readonly number[]) =>
  [...new Set(tests)].sort((left, right) => left - right)

type DimensionAnswer = StepBudget<DimensionPart | undefined>

function tried(
  found: DimensionPart | undefined,
  tests: readonly number[],
  budget: Budget,
): DimensionPart | undefined {
  if (found === undefined || tests.every(found.fails)) return found
  budget.doubt ??= 'Not every value could be tried. Write a Deny with fewer conditions'
  return undefined
}

/**
 * A part that evaluates each test once, for `cost` steps of the budget. When the budget is used up, no test counts as
 * failed.
 */
export function part(
  facts: Omit<DimensionPart, 'fails'>,
  fails: (test: number) => boolean,
  { budget, cost }: PartCost,
): DimensionPart {
  const verdicts: boolean[] = []
  return {
    ...facts,
    fails: (test) => {
      const known = verdicts[test]
      if (known !== undefined || !spend(budget, cost(test))) return known === true
      const verdict = fails(test)
      verdicts[test] = verdict
      return verdict
    },
  }
}

export interface PartCost {
  readonly budget: Budget
  readonly cost: (test: number) => number
}

/** What the evaluation of a condition for one value costs: reading the value, and comparing it. */
export const costOf = (condition: Condition | undefined): number =>
  5 + (condition?.values.length ?? 0)

/** What looking for a text among patterns costs. */
export const costOfPatterns = (set: PatternSet | undefined): number =>
  3 + (set?.patterns.length ?? 0)
