import type { Condition, PatternSet, PolicyVersion, Statement } from '../document.ts'
import { isNegated } from '../evaluation/conditions.ts'
import { type Resolve, variableKeys } from '../evaluation/variables.ts'
import { isMultivalued } from './condition-keys.ts'

/**
 * The statement without its policy variables, whose values depend on the request, so that it matches less and never more.
 * If the weakened statements deny every request, the policy does too. `undefined`: nothing remains of the statement.
 */
export function weaken(
  statement: Statement,
  version: PolicyVersion,
  resolve: Resolve,
): Statement | undefined {
  const isKnown = (key: string): boolean => resolve(key) !== undefined
  if (statementVariables(statement, version).every(isKnown)) return statement
  const isFixed = (text: string): boolean => variableKeys(text, version).every(isKnown)
  const resources = weakenPatterns(statement.resources, isFixed)
  const conditions = statement.conditions.map((condition) => weakenCondition(condition, isFixed))
  if (resources === undefined || conditions.includes(undefined)) return undefined
  const kept = conditions.filter((condition) => condition !== undefined)
  return { ...statement, resources, conditions: kept }
}

/** The context keys that a statement uses as variables. Its texts are read once. */
export function statementVariables(
  statement: Statement,
  version: PolicyVersion,
): readonly string[] {
  const known = VARIABLES.get(statement)
  if (known !== undefined) return known
  const { resources, conditions } = statement
  const texts = [...resources.patterns, ...conditions.flatMap(({ values }) => values)]
  const keys = texts.flatMap((text) => variableKeys(text, version))
  VARIABLES.set(statement, keys)
  return keys
}

const VARIABLES = new WeakMap<Statement, readonly string[]>()

// A variable in a negated element may match anything, or have no value so that the element matches everything else.
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
  if (values.length === 0 && isOneOfTwo(condition)) return asUnknown(condition)
  return isNegated(condition.operator) ? undefined : { ...condition, values }
}

/** Whether either the condition or its negation is true for every request. */
function isOneOfTwo(condition: Condition): boolean {
  const { operator, quantifier, ifExists, key } = condition
  const isPlain = quantifier === undefined && !isMultivalued(key, [condition])
  return isPlain && operator.startsWith('String') && (isNegated(operator) || !ifExists)
}

const UNKNOWN = 'unknown '

/** Whether the key is not one of IAM, but stands for a condition that is true or false, nobody knows which. */
export const isUnknownCondition = (key: string): boolean => key.startsWith(UNKNOWN)

/** A condition that is true where the original is. It and its negation have the same key. */
function asUnknown({ operator, key, values }: Condition): Condition {
  const name = [operator.replace('Not', ''), key, ...values.toSorted()]
  return {
    ...{ operator: 'Bool', quantifier: undefined, ifExists: false },
    key: UNKNOWN + JSON.stringify(name),
    values: [String(!isNegated(operator))],
  }
}
