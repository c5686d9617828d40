import type { Pattern } from '../../glob.ts'
import type { Condition, ConditionOperator, PatternSet } from '../document.ts'
import { type Comparison, comparisonOf } from './comparisons.ts'
import { parseBoolean } from './typed-values.ts'
import { expandText, hasVariables, type Meaning } from './variables.ts'

/**
 * IAM's documentation is ambiguous in places. With `least` a statement matches only what it matches under every reading
 * of the documentation, with `most` what it matches under some reading.
 */
export type Reading = 'least' | 'most'

/**
 * The operators for which an empty text counts as no value. AWS's page on set operators says so for these, and its page on
 * `Null` leaves it open.
 */
export const EMPTY_IS_NULL = [
  'for none',
  'for set operators',
  'for set operators and Null',
] as const

export type EmptyIsNull = (typeof EMPTY_IS_NULL)[number]

export interface Scope extends Meaning {
  readonly reading: Reading
  readonly emptyIsNull: EmptyIsNull
  /** Compiled conditions, so that each value is parsed only once. */
  readonly tests: Map<Condition, ValueTest>
  /** Compiled resources. */
  readonly patterns: Map<PatternSet, readonly Pattern[]>
}

/** Whether a condition is true for a value of its key. */
export type ValueTest = (actual: string) => boolean

/** Whether the condition is true for a key's values. `undefined` or an empty list: the key is absent. */
export function holds(
  condition: Condition,
  values: readonly string[] | undefined,
  scope: Scope,
): boolean {
  const absent = values === undefined || values.length === 0 || isNull(values, condition, scope)
  if (condition.operator === 'Null') return holdsAsNull(condition, absent, scope)
  if (isVague(condition, scope)) return false
  if (absent) return holdsOnAbsent(condition)
  const holdsFor = (value: string): boolean => holdsForValue(condition, value, scope)
  if (condition.quantifier === 'ForAllValues') return values.every(holdsFor)
  if (condition.quantifier === 'ForAnyValue') return values.some(holdsFor)
  // AWS does not document what an operator without a quantifier does with several values.
  const some = scope.reading === 'most' && !isNegated(condition.operator)
  return some ? values.some(holdsFor) : values.every(holdsFor)
}

// "… or if the context key value resolves to a null dataset, such as an empty string":
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
function isNull(
  values: readonly string[],
  { operator, quantifier }: Condition,
  { emptyIsNull }: Scope,
): boolean {
  const isNullFor = {
    'for none': false,
    'for set operators': quantifier !== undefined,
    'for set operators and Null': quantifier !== undefined || operator === 'Null',
  }
  return isNullFor[emptyIsNull] && values.every((value) => value === '')
}

/** Whether the condition has no values to compare with, which AWS does not document. */
export function isVague({ values }: Condition, { reading }: Scope): boolean {
  return values.length === 0 && reading === 'least'
}

/** Negated operators such as `StringNotEquals` are true when no value matches, so also for an absent key. */
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

/** Whether the condition is true for one value of its key. */
export function holdsForValue(condition: Condition, actual: string, scope: Scope): boolean {
  const test = scope.tests.get(condition) ?? compiledTest(condition, scope)
  return test(actual)
}

function compiledTest(condition: Condition, scope: Scope): ValueTest {
  const fixed = hasVariables(condition.values) ? undefined : WITHOUT_VARIABLES[scope.reading]
  const test =
    fixed?.get(condition) ??
    comparisonOf(condition.operator, (using) => valueTest(condition, using, scope))
  fixed?.set(condition, test)
  scope.tests.set(condition, test)
  return test
}

// Conditions without variables depend on nothing but the reading, so they stay compiled for all questions about their policy.
const WITHOUT_VARIABLES: Readonly<Record<Reading, WeakMap<Condition, ValueTest>>> = {
  least: new WeakMap(),
  most: new WeakMap(),
}

/**
 * The values without those that have a variable without a value in the request: "There is no equal or like value".
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
 */
export const withValue = (values: readonly string[], scope: Scope): readonly string[] =>
  values.filter((text) => expandText(text, scope) !== undefined)

/** IAM joins several values with OR: one must match. For a negated operator none may match. */
function valueTest<T>(
  { operator, values }: Condition,
  { readExpected, readActual, isMatch }: Comparison<T>,
  scope: Scope,
): ValueTest {
  const negated = isNegated(operator)
  const all = withValue(values, scope).map((text) => readExpected(text, scope))
  const expected = all.filter((one) => one !== undefined)
  return (text) => {
    const actual = readActual(text)
    if (actual !== undefined && expected.some((one) => isMatch(one, actual))) return !negated
    const isDoubtful = expected.length < all.length || (actual === undefined && all.length > 0)
    return isDoubtful ? scope.reading === 'most' : negated
  }
}
