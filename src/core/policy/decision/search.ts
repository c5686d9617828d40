import type { Statement } from '../document.ts'
import { type Budget, spend } from './budget.ts'
import type { Dimension, DimensionPart } from './dimension.ts'

/** A Deny statement for one kind of caller and resource: the request must make one of the tests fail. */
export interface Clause {
  readonly statement: Statement
  readonly tests: readonly DimensionTest[]
}

export interface DimensionTest {
  readonly dimension: Dimension
  readonly test: number
}

type Demands = ReadonlyMap<Dimension, readonly number[]>

export interface SearchState {
  readonly clauses: readonly Clause[]
  readonly dimensions: readonly Dimension[]
  readonly budget: Budget
  /** Statements that ended a branch of the search. */
  readonly used: Set<Statement>
}

/** One choice in each dimension, so that no statement matches. `undefined` where there is none. */
export function findChoices(search: SearchState): readonly DimensionPart[] | undefined {
  const closed = search.clauses.find(({ tests }) => tests.length === 0)
  if (closed === undefined) return explore(search, new Map(), [])
  search.used.add(closed.statement)
  return undefined
}

function explore(
  search: SearchState,
  demands: Demands,
  tried: readonly DimensionTest[],
): readonly DimensionPart[] | undefined {
  if (!spend(search.budget, search.clauses.length + 10)) return undefined
  const parts = chooseValue(search.dimensions, demands)
  if (parts === undefined) return undefined
  const next = mostConstrained(search, demands, parts, tried)
  if (next === undefined) return [...parts.values()]
  search.used.add(next.clause.statement)
  const done = [...tried]
  for (const test of next.options) {
    const found = explore(search, withDemand(demands, test), done)
    if (found !== undefined) return found
    // All requests that fail this test have been tried, so the following branches may require that it does not fail.
    done.push(test)
  }
  return undefined
}

function chooseValue(
  dimensions: readonly Dimension[],
  demands: Demands,
): ReadonlyMap<Dimension, DimensionPart> | undefined {
  const parts = new Map<Dimension, DimensionPart>()
  for (const dimension of dimensions) {
    const part = dimension.solve(demands.get(dimension) ?? [])
    if (part === undefined) return undefined
    parts.set(dimension, part)
  }
  return parts
}

/** Of the statements that still match, the one with the fewest tests that can fail. `undefined` when none matches. */
function mostConstrained(
  { clauses }: SearchState,
  demands: Demands,
  parts: ReadonlyMap<Dimension, DimensionPart>,
  tried: readonly DimensionTest[],
): { clause: Clause; options: readonly DimensionTest[] } | undefined {
  let best: { clause: Clause; options: readonly DimensionTest[] } | undefined
  for (const clause of clauses) {
    if (clause.tests.some(({ dimension, test }) => parts.get(dimension)?.fails(test))) continue
    const options = clause.tests.filter(
      (one) => !includes(tried, one) && isPossibleBranch(demands, one),
    )
    if (best === undefined || options.length < best.options.length) best = { clause, options }
    if (options.length === 0) return best
  }
  return best
}

function includes(tests: readonly DimensionTest[], { dimension, test }: DimensionTest): boolean {
  return tests.some((other) => other.dimension === dimension && other.test === test)
}

function isPossibleBranch(demands: Demands, { dimension, test }: DimensionTest): boolean {
  return dimension.solve([...(demands.get(dimension) ?? []), test]) !== undefined
}

function withDemand(demands: Demands, { dimension, test }: DimensionTest): Demands {
  return new Map(demands).set(dimension, [...(demands.get(dimension) ?? []), test])
}
