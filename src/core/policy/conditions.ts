import type { Condition, ConditionOperator, PolicyVersion } from './document.ts'
import { isWithin, parseIpRange } from './ip-address.ts'
import { characters, ignoringCase, matches, withinArnParts } from './patterns.ts'
import { parseBoolean, parseDate, parseNumber } from './typed-values.ts'
import { expandPattern, expandText, type Resolve } from './variables.ts'

/**
 * Some of IAM is documented vaguely. `least` counts a statement as matching only what it matches under every reading
 * of the documentation; `most` what it matches under some reading.
 */
export type Reading = 'least' | 'most'

export interface Scope {
  readonly version: PolicyVersion
  readonly resolve: Resolve
  readonly reading: Reading
}

/** Whether the condition holds for a key's values; `undefined` or none of them is an absent key. */
export function holds(
  condition: Condition,
  values: readonly string[] | undefined,
  scope: Scope,
): boolean {
  const absent = values === undefined || values.length === 0
  if (condition.operator === 'Null') return holdsAsNull(condition, absent, scope)
  if (absent) return holdsOnAbsent(condition, scope)
  const holdsFor = (value: string): boolean => holdsForValue(condition, value, scope)
  if (condition.quantifier === 'ForAllValues') return values.every(holdsFor)
  if (condition.quantifier === 'ForAnyValue') return values.some(holdsFor)
  return isNegated(condition.operator) ? values.every(holdsFor) : values.some(holdsFor)
}

/** `StringNotEquals` and its kind match when no value matches, and so on an absent key too. */
export function isNegated(operator: ConditionOperator): boolean {
  return operator.includes('Not')
}

function holdsAsNull({ values }: Condition, absent: boolean, scope: Scope): boolean {
  return values.some((value) => {
    const text = expandText(value, scope.version, scope.resolve)
    return parseBoolean(text ?? '') === absent
  })
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
function holdsOnAbsent({ operator, quantifier, ifExists }: Condition, scope: Scope): boolean {
  if (ifExists || quantifier === 'ForAllValues') return true
  if (quantifier === 'ForAnyValue') return isNegated(operator) && scope.reading === 'most'
  return isNegated(operator)
}

/** Several values are alternatives: one must match, or none of them where the operator is negated. */
export function holdsForValue(condition: Condition, actual: string, scope: Scope): boolean {
  const results = condition.values.map((expected) =>
    compare(condition.operator, expected, actual, scope),
  )
  const negated = isNegated(condition.operator)
  if (results.includes(true)) return !negated
  return results.includes(undefined) ? scope.reading === 'most' : negated
}

/** Whether a request's value is what the policy says; `undefined` where IAM's documentation does not tell. */
function compare(
  operator: ConditionOperator,
  expected: string,
  actual: string,
  scope: Scope,
): boolean | undefined {
  const { version, resolve } = scope
  if (operator.endsWith('Like') || operator.startsWith('Arn')) {
    const pattern = expandPattern(expected, version, resolve)
    const tokens = operator.startsWith('Arn') && pattern ? withinArnParts(pattern) : pattern
    return tokens && matches(tokens, characters(actual))
  }
  const text = expandText(expected, version, resolve)
  return text === undefined ? undefined : compareTyped(operator, text, actual)
}

function compareTyped(
  operator: ConditionOperator,
  expected: string,
  actual: string,
): boolean | undefined {
  if (operator.endsWith('IgnoreCase')) return sameIgnoringCase(expected, actual)
  if (operator.startsWith('String') || operator === 'BinaryEquals') return expected === actual
  if (operator.startsWith('Numeric')) {
    return compareNumbers(operator.slice(7), parseNumber(expected), parseNumber(actual))
  }
  if (operator.startsWith('Date')) {
    return compareNumbers(operator.slice(4), parseDate(expected), parseDate(actual))
  }
  if (operator.endsWith('IpAddress')) return compareAddresses(expected, actual)
  const [left, right] = [parseBoolean(expected), parseBoolean(actual)]
  return left === undefined || right === undefined ? undefined : left === right
}

function sameIgnoringCase(expected: string, actual: string): boolean {
  return matches(ignoringCase(characters(expected)), ignoringCase(characters(actual)))
}

function compareAddresses(expected: string, actual: string): boolean | undefined {
  const [range, address] = [parseIpRange(expected), parseIpRange(actual)]
  return range && address && isWithin(range, address)
}

function compareNumbers(
  comparison: string,
  expected: number | undefined,
  actual: number | undefined,
): boolean | undefined {
  if (expected === undefined || actual === undefined) return undefined
  if (comparison === 'LessThan') return actual < expected
  if (comparison === 'LessThanEquals') return actual <= expected
  if (comparison === 'GreaterThan') return actual > expected
  if (comparison === 'GreaterThanEquals') return actual >= expected
  return actual === expected
}
