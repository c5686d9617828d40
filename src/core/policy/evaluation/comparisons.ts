import { characters, ignoringCase, matches, type Pattern, withinArnParts } from '../../glob.ts'
import type { ConditionOperator } from '../document.ts'
import { type IpRange, isWithin, parseIpRange } from './ip-address.ts'
import { parseBoolean, parseDate, parseNumber } from './typed-values.ts'
import { expandPattern, expandText, type Meaning } from './variables.ts'

/** How an operator compares a value. `undefined`: the value is not of the operator's type. */
export interface Comparison<T> {
  readonly readExpected: (text: string, meaning: Meaning) => T | undefined
  readonly readActual: (text: string) => T | undefined
  readonly isMatch: (expected: T, actual: T) => boolean
}

/** Passes the comparison of an operator, negated or not, to a function that works for the operator's type. */
export function comparisonOf<R>(
  operator: ConditionOperator,
  use: <T>(comparison: Comparison<T>) => R,
): R {
  if (operator.startsWith('Arn')) return use(ARN)
  if (operator.endsWith('Like')) return use(LIKE)
  if (operator.endsWith('IgnoreCase')) return use(of(actualIgnoringCase, matches))
  if (operator.startsWith('String') || operator === 'BinaryEquals') return use(of(same, isEqual))
  if (operator.startsWith('Numeric')) return use(of(parseNumber, ordering(operator.slice(7))))
  if (operator.startsWith('Date')) return use(of(parseDate, ordering(operator.slice(4))))
  return operator.endsWith('IpAddress') ? use(NUMBER_OR_ADDRESS) : use(of(parseBoolean, isEqual))
}

const LIKE: Comparison<Pattern> = {
  readExpected: expandPattern,
  readActual: characters,
  isMatch: matches,
}

/** Each of the six parts of an ARN is compared separately. */
const ARN: Comparison<Pattern> = {
  ...LIKE,
  readExpected: (text, meaning) => {
    const pattern = LIKE.readExpected(text, meaning)
    return pattern && withinArnParts(pattern)
  },
}

const NUMBER_OR_ADDRESS = of<IpRange>(parseIpRange, isWithin)

function of<T>(
  read: (text: string) => T | undefined,
  isMatch: (expected: T, actual: T) => boolean,
): Comparison<T> {
  return {
    readExpected: (text, meaning) => {
      const expanded = expandText(text, meaning)
      return expanded === undefined ? undefined : read(expanded)
    },
    readActual: read,
    isMatch,
  }
}

function same(text: string): string {
  return text
}

function actualIgnoringCase(text: string): Pattern {
  return ignoringCase(characters(text))
}

function isEqual<T>(expected: T, actual: T): boolean {
  return expected === actual
}

function ordering(name: string): (expected: number, actual: number) => boolean {
  if (name === 'LessThan') return (expected, actual) => actual < expected
  if (name === 'LessThanEquals') return (expected, actual) => actual <= expected
  if (name === 'GreaterThan') return (expected, actual) => actual > expected
  if (name === 'GreaterThanEquals') return (expected, actual) => actual >= expected
  return isEqual
}
