import type { Pattern } from '../../glob.ts'
import type { Condition, ConditionOperator, PatternSet } from '../document.ts'
import { type Comparison, comparisonOf } from './comparisons.ts'
import { parseBoolean } from './typed-values.ts'
import { expandText, type Meaning } from './variables.ts'

/**
 * Some of IAM is documented vaguely. `least` counts a statement as matching only what it matches under every reading
 * of the documentation; `most` what it matches under some reading.
 */
export type Reading = 'least' | 'most'

export interface Scope extends Meaning {
  readonly reading: Reading
  /** Conditions made ready, so that their values are read only once. */
  readonly tests: Map<Condition, ValueTest>
  /** Resources made ready alike. */
  readonly patterns: Map<PatternSet, readonly (Pattern | undefined)[]>
}

/** Whether a condition holds for a value of its key. */
export type ValueTest = (actual: string) => boolean

/** Whether the condition holds for a key's values; `undefined` or none of them is an absent key. */
export function holds(
  condition: Condition,
  values: readonly string[] | undefined,
  scope: Scope,
): boolean {
  const absent = values === undefined || values.length === 0
  if (condition.operator === 'Null') return holdsAsNull(condition, absent, scope)
  if (isVague(condition, scope)) return false
  if (absent) return holdsOnAbsent(condition)
  const holdsFor = (value: string): boolean => holdsForValue(condition, value, scope)
  if (condition.quantifier === 'ForAllValues') return values.every(holdsFor)
  if (condition.quantifier === 'ForAnyValue') return values.some(holdsFor)
  // What an operator without quantifier makes of several values is not documented.
  const some = scope.reading === 'most' && !isNegated(condition.operator)
  return some ? values.some(holdsFor) : values.every(holdsFor)
}

/** Whether it compares with nothing at all, which nothing documents. */
export function isVague({ values }: Condition, { reading }: Scope): boolean {
  return values.length === 0 && reading === 'least'
}

/** `StringNotEquals` and its kind match when no value matches, and so on an absent key too. */
export function isNegated(operator: ConditionOperator): boolean {
  return operator.includes('Not')
}

function holdsAsNull({ values }: Condition, absent: boolean, scope: Scope): boolean {
  return values.some((value) => {
    const text = expandText(value, scope)
    return parseBoolean(text ?? '') === absent
  })
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
function holdsOnAbsent({ operator, quantifier, ifExists }: Condition): boolean {
  if (ifExists || quantifier === 'ForAllValues') return true
  return quantifier !== 'ForAnyValue' && isNegated(operator)
}

/** Whether the condition holds for one value of its key. */
export function holdsForValue(condition: Condition, actual: string, scope: Scope): boolean {
  const known = scope.tests.get(condition)
  if (known !== undefined) return known(actual)
  const test = comparisonOf(condition.operator, (using) => valueTest(condition, using, scope))
  scope.tests.set(condition, test)
  return test(actual)
}

/** Several values are alternatives: one must match, or none of them where the operator is negated. */
function valueTest<T>(
  { operator, values }: Condition,
  { readExpected, readActual, isMatch }: Comparison<T>,
  scope: Scope,
): ValueTest {
  const negated = isNegated(operator)
  const all = values.map((text) => readExpected(text, scope))
  const expected = all.filter((one) => one !== undefined)
  return (text) => {
    const actual = readActual(text)
    if (actual !== undefined && expected.some((one) => isMatch(one, actual))) return !negated
    const isDoubtful = expected.length < all.length || (actual === undefined && all.length > 0)
    return isDoubtful ? scope.reading === 'most' : negated
  }
}
