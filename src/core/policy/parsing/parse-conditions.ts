import { CONDITION_OPERATORS, type Condition, type ConditionOperator } from '../document.ts'
import { policyError, quote } from './policy-error.ts'
import { isObject } from './read-json.ts'

type ParsedOperator = Pick<Condition, 'operator' | 'quantifier' | 'ifExists'>

const OPERATORS_IN_LOWER_CASE: ReadonlyMap<string, ConditionOperator> = new Map(
  CONDITION_OPERATORS.map((operator) => [operator.toLowerCase(), operator]),
)

export function parseConditions(block: unknown, path: string): readonly Condition[] {
  if (block === undefined) return []
  if (!isObject(block)) throw policyError(path, `must be an object, not ${quote(block)}`)
  return Object.entries(block).flatMap(([name, keys]) => {
    const operator = parseOperator(name, path)
    const where = `${path}.${name}`
    if (!isObject(keys)) throw policyError(where, `must be an object, not ${quote(keys)}`)
    return Object.entries(keys).map(([key, value]) => ({
      ...operator,
      key: parseKey(key, where),
      values: parseValues(value, `${where}.${key}`),
    }))
  })
}

/** IAM reads operators case-insensitively: `forallvalues:stringlikeifexists` is valid. */
function parseOperator(name: string, path: string): ParsedOperator {
  const [, prefix, bare, suffix] = /^(?:(for\w+):)?(.*?)(ifexists)?$/i.exec(name) ?? []
  const operator = OPERATORS_IN_LOWER_CASE.get((bare ?? '').toLowerCase())
  const quantifier = parseQuantifier(prefix)
  const ifExists = suffix !== undefined
  if (operator === undefined || quantifier === 'none' || (operator === 'Null' && ifExists)) {
    throw policyError(path, `has an unknown operator ${quote(name)}`)
  }
  return { operator, quantifier, ifExists }
}

function parseQuantifier(prefix: string | undefined): Condition['quantifier'] | 'none' {
  if (prefix === undefined) return undefined
  if (prefix.toLowerCase() === 'forallvalues') return 'ForAllValues'
  return prefix.toLowerCase() === 'foranyvalue' ? 'ForAnyValue' : 'none'
}

function parseKey(key: string, path: string): string {
  if (/^[\w./-]+:[^\s:]/.test(key)) return key.toLowerCase()
  throw policyError(path, `has an invalid condition key ${quote(key)}`)
}

function parseValues(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => parseValue(item, `${path}[${index}]`))
  }
  return [parseValue(value, path)]
}

function parseValue(value: unknown, path: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    // JavaScript rounds a larger number, so Cooper would write back another value.
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value)
    throw policyError(path, 'is a number too large to be kept exactly: write it as a string')
  }
  throw policyError(path, `must be a string, number or boolean, not ${quote(value)}`)
}
