import type { Json, JsonObject } from './document.ts'
import { isObject } from './parsing/read-json.ts'

/** The properties but the Sid in which two statements differ in meaning. */
export function differences(left: Json, right: Json): readonly string[] {
  if (!isObject(left) || !isObject(right)) return ['Effect', 'Principal']
  const [one, other] = [normalise(left), normalise(right)]
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].filter((name) => one.get(name) !== other.get(name))
}

/** A statement's properties but the Sid, each as a text that is equal exactly where the meaning is. */
function normalise(statement: JsonObject): ReadonlyMap<string, string> {
  const properties = Object.entries(statement).filter(([name]) => name !== 'Sid')
  return new Map(properties.map(([name, value]) => [name, JSON.stringify(canonical(name, value))]))
}

function canonical(name: string, value: Json): Json {
  if (name.endsWith('Principal')) return canonicalPrincipal(value)
  if (name.endsWith('Action')) return sortedTexts(value, (text) => text.toLowerCase())
  if (name.endsWith('Resource')) return sortedTexts(value, (text) => text)
  return name === 'Condition' ? canonicalConditions(value) : value
}

/** A statement's conditions, each as a text that is equal exactly where the meaning is. */
export function conditionsOf({ Condition }: JsonObject): readonly string[] {
  return Condition === undefined ? [] : canonicalConditions(Condition)
}

function canonicalPrincipal(value: Json): Json {
  if (!isObject(value)) return value
  const types = Object.entries(value).map(([type, names]): [string, Json] => [
    type,
    sortedTexts(names, accountOfRoot),
  ])
  const everyone = types.some(([type, names]) => type === 'AWS' && isIn('*', names))
  return everyone ? '*' : Object.fromEntries(types.sort(byName))
}

// S3 stores an account's number as the ARN of its root.
const accountOfRoot = (name: string) => /^arn:[a-z-]+:iam::(\d{12}):root$/.exec(name)?.[1] ?? name

/** Operators and keys compare without regard to case; values are texts, though JSON may say `false`. */
function canonicalConditions(value: Json): readonly string[] {
  if (!isObject(value)) return []
  return Object.entries(value)
    .flatMap(([operator, keys]) =>
      Object.entries(isObject(keys) ? keys : {}).map(([key, values]) =>
        JSON.stringify([
          operator.toLowerCase(),
          key.toLowerCase(),
          sortedTexts(values, (text) => text),
        ]),
      ),
    )
    .sort()
}

function sortedTexts(value: Json, spelling: (text: string) => string): Json {
  const list: readonly Json[] = Array.isArray(value) ? value : [value]
  const texts = list.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item)))
  return [...new Set(texts.map(spelling))].sort()
}

function isIn(text: string, list: Json): boolean {
  return Array.isArray(list) && list.includes(text)
}

function byName([left]: [string, Json], [right]: [string, Json]): number {
  return left < right ? -1 : 1
}
