import type { Condition, PatternSet, PolicyVersion, Statement } from '../document.ts'
import { isNegated } from '../evaluation/conditions.ts'
import { variableKeys } from '../evaluation/variables.ts'

/**
 * The statement without its policy variables, whose values depend on the request, so that it matches less and never more.
 * If the weakened statements deny every request, the policy does too. `undefined`: nothing remains of the statement.
 */
export function weaken(statement: Statement, version: PolicyVersion): Statement | undefined {
  const isFixed = (text: string): boolean => variableKeys(text, version).length === 0
  const resources = weakenPatterns(statement.resources, isFixed)
  const conditions = statement.conditions.map((condition) => weakenCondition(condition, isFixed))
  if (resources === undefined || conditions.includes(undefined)) return undefined
  const kept = conditions.filter((condition) => condition !== undefined)
  return { ...statement, resources, conditions: kept }
}

// A variable in a negated element may match anything, or have no value so that the statement does not match at all.
function weakenPatterns(
  set: PatternSet,
  isFixed: (text: string) => boolean,
): PatternSet | undefined {
  const patterns = set.patterns.filter(isFixed)
  if (patterns.length === set.patterns.length) return set
  return set.negated ? undefined : { negated: false, patterns }
}

function weakenCondition(
  condition: Condition,
  isFixed: (text: string) => boolean,
): Condition | undefined {
  const values = condition.values.filter(isFixed)
  if (values.length === condition.values.length) return condition
  return isNegated(condition.operator) ? undefined : { ...condition, values }
}
