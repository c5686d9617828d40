import { BlockList, isIP } from 'node:net'
import { compileWildcard } from './event-wildcard.ts'

/** A value of the event that is no object; `undefined` where the event has none. */
export type Leaf = string | number | boolean | null | undefined
export type LeafTest = (value: Leaf) => boolean
type EventOperator = (operand: unknown, path: string) => LeafTest

export function patternError(path: string, problem: string): Error {
  const message = `Event pattern is not valid: ${path === '' ? 'the pattern' : `"${path}"`} ${problem}`
  return Object.assign(new Error(message), { code: 'InvalidEventPatternException' })
}

/** One entry of a pattern's list: a plain value, or an object with one operator. */
export function compileMatcher(matcher: unknown, path: string): LeafTest {
  if (isPlainValue(matcher)) return (value) => value === matcher
  return compileOperator(EVENT_OPERATORS, matcher, path)
}

function compileOperator(operators: Record<string, EventOperator>, matcher: unknown, path: string) {
  const [entry, ...others] = Object.entries(matcher ?? {})
  if (entry === undefined || others.length > 0 || Array.isArray(matcher)) {
    throw patternError(path, 'must name exactly one operator')
  }
  const [name, operand] = entry
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined
  if (operator === undefined) throw patternError(path, `has the unknown operator "${name}"`)
  return operator(operand, `${path}.${name}`)
}

const equalsIgnoreCase: EventOperator = (operand, path) => {
  const expected = textOperand(operand, path).toLowerCase()
  return onText((value) => value.toLowerCase() === expected)
}

const prefix: EventOperator = (operand, path) => {
  const { expected, fold } = affix(operand, path)
  return onText((value) => fold(value).startsWith(expected))
}

const suffix: EventOperator = (operand, path) => {
  const { expected, fold } = affix(operand, path)
  return onText((value) => fold(value).endsWith(expected))
}

const wildcard: EventOperator = (operand, path) => {
  const pattern = textOperand(operand, path)
  if (pattern.includes('**')) throw patternError(path, 'must not have two "*" in a row')
  return onText(compileWildcard(pattern))
}

const existsOperator: EventOperator = (operand, path) => {
  if (typeof operand !== 'boolean') throw patternError(path, 'must be true or false')
  return (value) => (value !== undefined) === operand
}

const numeric: EventOperator = (operand, path) => {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0) {
    throw patternError(path, 'must be a list such as [">", 0, "<=", 5]')
  }
  const tests = operand.flatMap((sign, i) =>
    i % 2 ? [] : [comparison(sign, operand[i + 1], path)],
  )
  return (value) => typeof value === 'number' && tests.every((test) => test(value))
}

const cidr: EventOperator = (operand, path) => {
  const [address = '', bits = ''] = textOperand(operand, path).split('/')
  const family = isIP(address)
  if (family === 0 || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    throw patternError(path, 'must be a network such as "10.0.0.0/24"')
  }
  const block = new BlockList()
  block.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return onText(
    (value) => isIP(value) > 0 && block.check(value, isIP(value) === 4 ? 'ipv4' : 'ipv6'),
  )
}

// "anything-but" needs the field: a missing one matches only {"exists": false}.
const anythingBut: EventOperator = (operand, path) => {
  const excluded = Array.isArray(operand) ? operand : [operand]
  if (excluded.length === 0) throw patternError(path, 'must not be empty')
  const kind = typeof excluded[0]
  if (kind === 'object' && !Array.isArray(operand) && operand !== null) {
    const test = compileOperator(EXCLUSIONS, operand, path)
    return (value) => value !== undefined && !test(value)
  }
  if (!['string', 'number'].includes(kind) || excluded.some((item) => typeof item !== kind)) {
    throw patternError(path, 'must be strings, numbers or one operator')
  }
  return (value) => value !== undefined && !excluded.includes(value)
}

const EVENT_OPERATORS: Record<string, EventOperator> = {
  prefix,
  suffix,
  exists: existsOperator,
  numeric,
  cidr,
  wildcard,
  'equals-ignore-case': equalsIgnoreCase,
  'anything-but': anythingBut,
}

// The operators that "anything-but" accepts, each with one value or a list.
const EXCLUSIONS: Record<string, EventOperator> = {
  prefix: anyOf(prefix),
  suffix: anyOf(suffix),
  wildcard: anyOf(wildcard),
  'equals-ignore-case': anyOf(equalsIgnoreCase),
}

function anyOf(operator: EventOperator): EventOperator {
  return (operand, path) => {
    const operands = Array.isArray(operand) ? operand : [operand]
    if (operands.length === 0) throw patternError(path, 'must not be empty')
    const tests = operands.map((one) => operator(one, path))
    return (value) => tests.some((test) => test(value))
  }
}

function affix(operand: unknown, path: string) {
  if (typeof operand !== 'object' || operand === null) {
    return { expected: textOperand(operand, path), fold: (value: string) => value }
  }
  const { 'equals-ignore-case': expected, ...others } = operand as Record<string, unknown>
  if (Object.keys(others).length > 0) throw patternError(path, 'must be a string')
  return {
    expected: textOperand(expected, path).toLowerCase(),
    fold: (v: string) => v.toLowerCase(),
  }
}

function comparison(sign: unknown, limit: unknown, path: string): (value: number) => boolean {
  if (typeof limit !== 'number') throw patternError(path, 'must compare with numbers')
  if (sign === '=') return (value) => value === limit
  if (sign === '<') return (value) => value < limit
  if (sign === '<=') return (value) => value <= limit
  if (sign === '>') return (value) => value > limit
  if (sign === '>=') return (value) => value >= limit
  throw patternError(path, 'must compare by =, <, <=, > or >=')
}

const onText =
  (test: (value: string) => boolean): LeafTest =>
  (value) =>
    typeof value === 'string' && test(value)

function textOperand(operand: unknown, path: string): string {
  if (typeof operand !== 'string' || operand === '') throw patternError(path, 'must be a string')
  return operand
}

const isPlainValue = (value: unknown): value is Leaf =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
