import type { Statement } from '../document.ts'
import { type Budget, spend } from './budget.ts'
import type { Dimension, DimensionPart } from './dimension.ts'

/** A Deny statement as seen from one kind of caller and resource: the request must take one of the ways out. */
export interface Clause {
  readonly statement: Statement
  readonly escapes: readonly Escape[]
}

export interface Escape {
  readonly dimension: Dimension
  readonly test: number
}

type Demands = ReadonlyMap<Dimension, readonly number[]>

export interface SearchState {
  readonly clauses: readonly Clause[]
  readonly dimensions: readonly Dimension[]
  readonly budget: Budget
  /** Statements that closed a way. */
  readonly used: Set<Statement>
}

/** One choice in each dimension that gets out of every statement, or `undefined` where there is none. */
export function findEscape(search: SearchState): readonly DimensionPart[] | undefined {
  const closed = search.clauses.find(({ escapes }) => escapes.length === 0)
  if (closed === undefined) return explore(search, new Map(), [])
  search.used.add(closed.statement)
  return undefined
}

function explore(
  search: SearchState,
  demands: Demands,
  tried: readonly Escape[],
): readonly DimensionPart[] | undefined {
  if (!spend(search.budget, search.clauses.length + 10)) return undefined
  const parts = chooseValue(search.dimensions, demands)
  if (parts === undefined) return undefined
  const next = tightest(search, demands, parts, tried)
  if (next === undefined) return [...parts.values()]
  search.used.add(next.clause.statement)
  const done = [...tried]
  for (const way of next.options) {
    const found = explore(search, withDemand(demands, way), done)
    if (found !== undefined) return found
    // All requests that go this way have been tried, so the other ways need not go it too.
    done.push(way)
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

/** Of the statements that still match, the one with the fewest ways out; `undefined` when none matches. */
function tightest(
  { clauses }: SearchState,
  demands: Demands,
  parts: ReadonlyMap<Dimension, DimensionPart>,
  tried: readonly Escape[],
): { clause: Clause; options: readonly Escape[] } | undefined {
  let best: { clause: Clause; options: readonly Escape[] } | undefined
  for (const clause of clauses) {
    if (clause.escapes.some(({ dimension, test }) => parts.get(dimension)?.fails(test))) continue
    const options = clause.escapes.filter(
      (way) => !includes(tried, way) && isPossibleBranch(demands, way),
    )
    if (best === undefined || options.length < best.options.length) best = { clause, options }
    if (options.length === 0) return best
  }
  return best
}

function includes(escapes: readonly Escape[], { dimension, test }: Escape): boolean {
  return escapes.some((other) => other.dimension === dimension && other.test === test)
}

function isPossibleBranch(demands: Demands, { dimension, test }: Escape): boolean {
  return dimension.solve([...(demands.get(dimension) ?? []), test]) !== undefined
}

function withDemand(demands: Demands, { dimension, test }: Escape): Demands {
  return new Map(demands).set(dimension, [...(demands.get(dimension) ?? []), test])
}
