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
  if (closed !== undefined) {
    search.used.add(closed.statement)
    return undefined
  }
  const forced = new Map<Dimension, Clause[]>()
  for (const clause of search.clauses) {
    const [only, ...others] = clause.tests
    if (only === undefined || others.length > 0) continue
    forced.set(only.dimension, [...(forced.get(only.dimension) ?? []), clause])
  }
  const demands = [...forced].map(([dimension, clauses]): [Dimension, number[]] => [
    dimension,
    clauses.flatMap(({ tests }) => tests.map(({ test }) => test)),
  ])
  return explore({ ...search, forced }, new Map(demands), [])
}

/** With the clauses of one test only: the request must make all of these fail. */
type ForcedSearch = SearchState & { readonly forced: ReadonlyMap<Dimension, readonly Clause[]> }

function explore(
  search: ForcedSearch,
  demands: Demands,
  tried: readonly DimensionTest[],
): readonly DimensionPart[] | undefined {
  if (!spend(search.budget, search.clauses.length + 10)) return undefined
  const parts = chooseValue(search, demands)
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
  search: ForcedSearch,
  demands: Demands,
): ReadonlyMap<Dimension, DimensionPart> | undefined {
  const parts = new Map<Dimension, DimensionPart>()
  for (const dimension of search.dimensions) {
    const part = solve(search, dimension, demands.get(dimension) ?? [])
    if (part === undefined) return undefined
    parts.set(dimension, part)
  }
  return parts
}

/** Where there is no choice, the statements that forced tests of the dimension count as used. */
function solve(
  { forced, used }: ForcedSearch,
  dimension: Dimension,
  tests: readonly number[],
): DimensionPart | undefined {
  const part = dimension.solve(tests)
  if (part === undefined) {
    for (const { statement } of forced.get(dimension) ?? []) used.add(statement)
  }
  return part
}

/** Of the statements that still match, the one with the fewest tests that can fail. `undefined` when none matches. */
function mostConstrained(
  search: ForcedSearch,
  demands: Demands,
  parts: ReadonlyMap<Dimension, DimensionPart>,
  tried: readonly DimensionTest[],
): { clause: Clause; options: readonly DimensionTest[] } | undefined {
  let best: { clause: Clause; options: readonly DimensionTest[] } | undefined
  for (const clause of search.clauses) {
    if (clause.tests.some(({ dimension, test }) => parts.get(dimension)?.fails(test))) continue
    const options = clause.tests.filter(
      (one) => !includes(tried, one) && isPossibleBranch(search, demands, one),
    )
    if (best === undefined || options.length < best.options.length) best = { clause, options }
    if (options.length === 0) return best
  }
  return best
}

function includes(tests: readonly DimensionTest[], { dimension, test }: DimensionTest): boolean {
  return tests.some((other) => other.dimension === dimension && other.test === test)
}

function isPossibleBranch(
  search: ForcedSearch,
  demands: Demands,
  { dimension, test }: DimensionTest,
): boolean {
  return solve(search, dimension, [...(demands.get(dimension) ?? []), test]) !== undefined
}

function withDemand(demands: Demands, { dimension, test }: DimensionTest): Demands {
  return new Map(demands).set(dimension, [...(demands.get(dimension) ?? []), test])
}
