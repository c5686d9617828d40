import { characters } from '../../glob.ts'
import type { Condition } from '../document.ts'
import { holdsForValue, isNegated, isVague, type Scope } from '../evaluation/conditions.ts'
import { expandText } from '../evaluation/variables.ts'
import { type Budget, spend } from './budget.ts'
import { isMultivalued, type KeyType, sampleOf, typeOfKey } from './condition-keys.ts'
import { costOf } from './dimension.ts'
import { findString } from './find-string.ts'
import { isStringCondition, outOfCondition } from './languages.ts'
import {
  ARN_SHAPES,
  DATE_SHAPES,
  IP_SHAPES,
  NUMBER_SHAPES,
  type Shape,
  TEXT_SHAPES,
} from './shapes.ts'
import {
  type AddressEdges,
  candidatesOf,
  isOfType,
  isTyped,
  isWholeNumber,
  TYPED,
} from './typed-candidates.ts'

/** The values that a key can have. */
export interface Values {
  readonly key: string
  readonly type: KeyType
  readonly likely: readonly string[]
  /** Values that suffice for these conditions on a typed key, except those on its text. */
  readonly others: (conditions: readonly Condition[]) => readonly string[]
  /** What it costs to list these values. */
  readonly cost: (conditions: readonly Condition[]) => number
  /** The form of all values. For a typed key it may include other texts. */
  readonly shapes: readonly Shape[]
  readonly noneOf: readonly string[]
  /** Whether a request can have several values. */
  readonly several: boolean
}

/** The values of a key, as far as its conditions distinguish them. */
export function valuesOf(
  key: string,
  conditions: readonly Condition[],
  noneOf: readonly string[],
  scope: Scope,
): Values {
  const type = typeOfKey(key)
  const several = isMultivalued(key, conditions)
  const edges: AddressEdges = new Map()
  const others = (required: readonly Condition[]) => typedOf(type, pinned(required), scope, edges)
  const unknownIn = ({ values }: Condition) => values.filter((text) => !edges.has(text)).length
  const cost = (required: readonly Condition[]) =>
    2 * constantsIn(required) +
    (type === 'ip'
      ? COST_OF_EDGES * pinned(required).reduce((sum, one) => sum + unknownIn(one), 0)
      : 0)
  return { key, type, likely: sampleOf(key), others, cost, shapes: shapesOf(type), noneOf, several }
}

const COST_OF_EDGES = 45

/** A condition that is false for its own values only suffices by itself: no other value has to be tried. */
export function pinned(conditions: readonly Condition[]): readonly Condition[] {
  const pins = conditions.filter(({ operator }) => /^(Date|Numeric)NotEquals$/.test(operator))
  const [least] = pins.toSorted((one, other) => one.values.length - other.values.length)
  return least === undefined ? conditions : [least]
}

export const constantsIn = (conditions: readonly Condition[]): number =>
  pinned(conditions).reduce((sum, { values }) => sum + values.length, 1)

function typedOf(
  type: KeyType,
  conditions: readonly Condition[],
  scope: Scope,
  edges: AddressEdges,
): readonly string[] {
  const constants = conditions
    .flatMap(({ values }) => values.map((value) => expandText(value, scope)))
    .filter((value) => value !== undefined)
  if (isTyped(type)) return candidatesOf(type, constants, edges)
  const untyped = conditions.every((one) => one.operator === 'Null' || isStringCondition(one))
  return untyped ? [] : mixed(constants)
}

function shapesOf(type: KeyType): readonly Shape[] {
  if (type === 'ip') return IP_SHAPES
  if (type === 'number') return NUMBER_SHAPES
  if (type === 'date') return DATE_SHAPES
  return type === 'arn' ? ARN_SHAPES : TEXT_SHAPES
}

// A text key that a policy compares as a number or another type: texts of that type count too.
function mixed(constants: readonly string[]): readonly string[] {
  return [...constants, ...TYPED.flatMap((type) => candidatesOf(type, constants))]
}

export function isFalseFor(condition: Condition, value: string, scope: Scope): boolean {
  if (condition.operator !== 'Null') {
    return isVague(condition, scope) || !holdsForValue(condition, value, scope)
  }
  return !condition.values.some((text) => text.toLowerCase() === 'false')
}

/** Whether the condition is true for every value: it tests that the key exists, or negates an empty list. */
export function holdsForAll(condition: Condition, scope: Scope): boolean {
  const { operator, values } = condition
  if (operator === 'Null') return !isFalseFor(condition, '', scope)
  return isNegated(operator) && values.length === 0 && !isVague(condition, scope)
}

/** A value for which all of the conditions are false. */
export function findValue(
  values: Values,
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
): string | undefined {
  if (conditions.some((one) => holdsForAll(one, scope))) return undefined
  const isOut = (value: string): boolean =>
    !values.noneOf.includes(value) &&
    conditions.every((one) => spend(budget, costOf(one)) && isFalseFor(one, value, scope))
  const likely = values.likely.find(isOut)
  const canList = likely === undefined && spend(budget, values.cost(conditions))
  const candidate = canList ? values.others(conditions).find(isOut) : likely
  const { type } = values
  const asText = !isTyped(type) || (type !== 'boolean' && conditions.some(isStringCondition))
  const found = candidate ?? (asText ? search(values, conditions, scope, budget) : undefined)
  if (found === undefined) return undefined
  const isFound = found === candidate || (isOut(found) && isOfType(type, found))
  if (isFound && isWholeNumber(values, found)) return found
  budget.doubt ??= `The values of "${values.key}" could not all be tried. Write a Deny without a condition on it`
  return undefined
}

/** A value that meets the conditions on its text. Conditions on a number or another type are ignored. */
function search(
  { shapes, noneOf }: Values,
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
): string | undefined {
  const excluded = noneOf.map(characters)
  for (const shape of shapes) {
    const segments = [...shape.keys()]
    const demands = conditions
      .filter(isStringCondition)
      .map((condition) => outOfCondition(condition, scope, segments))
    if (demands.includes('impossible')) return undefined
    const tracks = demands.filter((demand) => typeof demand !== 'string')
    const others = { patterns: excluded, required: false, ignoreCase: false, segments }
    const found = findString(shape, [...tracks, others], budget)
    if (found !== undefined) return found.join('')
  }
  return undefined
}
