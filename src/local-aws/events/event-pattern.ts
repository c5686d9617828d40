import { compileMatcher, type LeafTest, patternError } from './event-operators.ts'

type Test = (value: unknown) => boolean

/**
 * An EventBridge event pattern as a predicate. A pattern that PutRule would refuse (with an unknown operator, empty or
 * malformed) throws an error whose `code` is `InvalidEventPatternException`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compilePattern(pattern: unknown): (event: unknown) => boolean {
  return compileFields(pattern, '')
}

function compileFields(pattern: unknown, path: string): Test {
  if (!isPatternObject(pattern)) throw patternError(path, 'must be an object or a list of values')
  const fields = Object.entries(pattern)
  if (fields.length === 0) throw patternError(path, 'must not be empty')
  const tests = fields.map(([name, part]) =>
    name === '$or' ? compileOr(part, path) : compileField(name, part, join(path, name)),
  )
  return (value) => tests.every((test) => test(value))
}

function compileField(name: string, part: unknown, path: string): Test {
  const test = Array.isArray(part) ? compileLeaf(part, path) : anyElement(compileFields(part, path))
  return (value) =>
    test(isPatternObject(value) && Object.hasOwn(value, name) ? value[name] : undefined)
}

function compileOr(alternatives: unknown, path: string): Test {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw patternError(join(path, '$or'), 'must be a list of two or more patterns')
  }
  const tests = alternatives.map((part, i) => compileFields(part, join(path, `$or[${i}]`)))
  return (value) => tests.some((test) => test(value))
}

function compileLeaf(matchers: readonly unknown[], path: string): Test {
  if (matchers.length === 0) throw patternError(path, 'must not be an empty list')
  const tests = matchers.map((matcher) => compileMatcher(matcher, path))
  return (value) => tests.some((test) => leafValues(value).some(test))
}

// A pattern below a list of objects matches when one element satisfies all of it.
function anyElement(test: Test): Test {
  return (value) => elements(value).some(test)
}

// Only leaves match: a pattern of values does not match an object.
function leafValues(value: unknown): Parameters<LeafTest>[0][] {
  return elements(value).map((element) => (isPatternObject(element) ? undefined : element) as never)
}

function elements(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [value]
  return value.length === 0 ? [undefined] : value.flatMap(elements)
}

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)

function isPatternObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
