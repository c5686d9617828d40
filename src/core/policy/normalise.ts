import type { Json, JsonObject } from './document.ts'
import { isObject } from './parsing/read-json.ts'

/** The properties, other than the Sid, in which two statements differ in meaning. */
export function differences(left: Json, right: Json): readonly string[] {
  if (!isObject(left) || !isObject(right)) return ['Effect', 'Principal']
  const [one, other] = [normalise(left), normalise(right)]
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].filter((name) => one.get(name) !== other.get(name))
}

/** The properties of a statement without the Sid. Two texts are equal exactly if they mean the same. */
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

/** The conditions of a statement. Two texts are equal exactly if they mean the same. */
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

// S3 stores an account id as the ARN of the account's root user.
const accountOfRoot = (name: string) => /^arn:[a-z-]+:iam::(\d{12}):root$/.exec(name)?.[1] ?? name

/** Operators and keys are case-insensitive. Values are texts, even where the JSON has a boolean or a number. */
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
