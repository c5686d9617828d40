import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { hasSymbol, symbolFor } from '../readings/symbols.ts'
import { templateError } from '../template-error.ts'
import { textOf } from './functions/function.ts'
import type { Positions } from './text/positions.ts'

/** Resolves the collection of a loop. */
type ResolveCollection = (collection: Json) => Json | undefined

/** Fields in which each loop is replaced by what it repeats, and a loop over an unknown list by a symbol. */
export type Expanded = Readonly<Record<string, Json>>

const LOOP = 'Fn::ForEach::'

export const isLoop = (name: string): boolean => name.startsWith(LOOP)

const MOST_FIELDS = 2000

/**
 * Repeats the fields of the loops in an object: `Fn::ForEach::Name: [Variable, list, { "Key${Variable}": … }]`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
 */
export function expandLoops(
  fields: JsonObject,
  resolveCollection: ResolveCollection,
  positions: Positions,
): Expanded {
  if (!Object.keys(fields).some(isLoop)) return fields
  const expanded: Record<string, Json> = {}
  const add = (from: JsonObject): void => {
    for (const [name, value] of Object.entries(from)) {
      if (isLoop(name)) for (const body of bodiesOf(name, value)) add(body)
      else {
        expanded[name] = value
        positions.copy(from, name, expanded, name)
      }
      if (Object.keys(expanded).length > MOST_FIELDS)
        throw templateError('its loops repeat too much')
    }
  }
  const bodiesOf = (name: string, loop: Json): readonly JsonObject[] => {
    const [variable, collection, body]: readonly (Json | undefined)[] = Array.isArray(loop)
      ? loop
      : []
    const list = collection === undefined ? undefined : resolveCollection(collection)
    const items = Array.isArray(list) ? list.map((item: Json) => textOf(item)) : [undefined]
    if (typeof variable !== 'string' || !isObject(body) || items.some(isUnclear))
      return [{ [name.slice(LOOP.length)]: symbolFor(`the loop ${name} cannot be resolved`) }]
    return items.map(
      (item) => substitute(body, { variable, text: item ?? '' }, positions) as JsonObject,
    )
  }
  add(fields)
  return expanded
}

const isUnclear = (item: string | undefined) => item === undefined || hasSymbol(item)

interface Iteration {
  readonly variable: string
  readonly text: string
}

/** The body of a loop for one item. */
function substitute(value: Json, iteration: Iteration, positions: Positions): Json {
  const { variable, text } = iteration
  if (typeof value === 'string') return substituteText(value, iteration)
  if (Array.isArray(value)) return value.map((item: Json) => substitute(item, iteration, positions))
  if (!isObject(value)) return value
  if (value.Ref === variable && Object.keys(value).length === 1) return text
  const fields: Record<string, Json> = {}
  for (const [name, field] of Object.entries(value)) {
    const key = substituteText(name, iteration)
    fields[key] = substitute(field, iteration, positions)
    positions.copy(value, name, fields, key)
  }
  return fields
}

// `&{Name}` leaves out what a logical id may not have.
const substituteText = (value: string, { variable, text }: Iteration): string =>
  value
    .replaceAll(`\${${variable}}`, () => text)
    .replaceAll(`&{${variable}}`, () => text.replace(/[^A-Za-z0-9]/g, ''))
