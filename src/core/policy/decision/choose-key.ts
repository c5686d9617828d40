import type { Condition } from '../document.ts'
import {
  EMPTY_IS_NULL,
  type EmptyIsNull,
  holds,
  isNegated,
  type Scope,
} from '../evaluation/conditions.ts'
import type { KeyConstraint } from '../request-class.ts'
import type { Budget } from './budget.ts'
import { findValue, isFalseFor, type Values, valuesOf } from './choose-value.ts'
import { typeOfKey } from './condition-keys.ts'
import { costOf, type Dimension, type DimensionPart, dimension, part } from './dimension.ts'

/** A context key: absent, or with any value of its type that the constraint allows. */
export function keyDimension(
  key: string,
  conditions: readonly Condition[],
  constraint: KeyConstraint,
  scope: Scope,
  budget: Budget,
  form?: Pick<Values, 'likely' | 'others' | 'cost' | 'shapes'>,
): Dimension {
  let values: Values | undefined
  const make = (
    chosen: readonly string[] | undefined,
    emptyIsNull: EmptyIsNull = 'for none',
  ): DimensionPart => {
    const isUnclear = scope.reading === 'most' && chosen?.includes('') === true
    const readings = isUnclear ? EMPTY_IS_NULL : [emptyIsNull]
    const views = readings.map((one) => ({ ...scope, emptyIsNull: one }))
    const fails = (test: number): boolean => {
      const condition = conditions[test]
      return condition !== undefined && views.every((view) => !holds(condition, chosen, view))
    }
    const facts: Partial<DimensionPart> = chosen === undefined ? {} : { context: [[key, chosen]] }
    return part(facts, fails, { budget, cost: (test) => costOf(conditions[test]) })
  }
  const absent = make(undefined)
  let empty: readonly DimensionPart[] | undefined
  const canBeEmpty = constraint.oneOf === undefined && typeOfKey(key) === 'string' && !form
  if (constraint.presence === 'unclear') return unclearDimension(absent, constraint, make, budget)
  return dimension(budget, (tests) => {
    if (constraint.presence !== 'present' && tests.every(absent.fails)) return absent
    if (constraint.presence === 'absent') return undefined
    const required = tests.map((test) => conditions[test]).filter((one) => one !== undefined)
    values ??= restricted(key, conditions, constraint, scope, form)
    const chosen = chooseKeyValue(values, required, scope, budget)
    if (chosen !== undefined) return make(chosen)
    if (!canBeEmpty) return undefined
    empty ??= EMPTY_IS_NULL.map((reading) => make([''], reading))
    return empty.find(({ fails }) => tests.every(fails))
  })
}

/** A key that may be absent or not: what fails the tests either way. */
function unclearDimension(
  absent: DimensionPart,
  { oneOf = [] }: KeyConstraint,
  make: (chosen: readonly string[]) => DimensionPart,
  budget: Budget,
): Dimension {
  const all = [absent, ...oneOf.map((value) => make([value]))]
  const unclear = { fails: (test: number) => all.every(({ fails }) => fails(test)) }
  return dimension(budget, (tests) => (tests.every(unclear.fails) ? unclear : undefined))
}

const noValue = () => []

function restricted(
  key: string,
  conditions: readonly Condition[],
  { oneOf, noneOf = [] }: KeyConstraint,
  scope: Scope,
  form: Pick<Values, 'likely' | 'others' | 'cost' | 'shapes'> | undefined,
): Values {
  if (oneOf !== undefined) {
    return {
      key,
      type: 'boolean',
      likely: oneOf,
      others: noValue,
      cost: () => 0,
      shapes: [],
      noneOf,
      several: false,
    }
  }
  const own = conditions.filter((condition) => condition.key === key)
  const values = valuesOf(key, own, noneOf, scope)
  return { ...values, ...form }
}

/** One value, or several for a multivalued key: some conditions are false if all values fail them, others if one does. */
function chooseKeyValue(
  values: Values,
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
): readonly string[] | undefined {
  const oneMust = values.several ? conditions.filter((one) => isOfAllValues(one, scope)) : []
  const allMust = conditions.filter((condition) => !oneMust.includes(condition))
  const needed = oneMust.length === 0 ? [allMust] : oneMust.map((one) => [...allMust, one])
  const found: string[] = []
  for (const each of needed) {
    const isMet = found.some((value) => each.every((one) => isFalseFor(one, value, scope)))
    if (isMet) continue
    const value = findValue(values, each, scope, budget)
    if (value === undefined) return undefined
    found.push(value)
  }
  return found
}

/** Whether the condition is false as soon as it is false for one of the values. */
export function isOfAllValues({ quantifier, operator }: Condition, { reading }: Scope): boolean {
  if (operator === 'Null' || quantifier === 'ForAnyValue') return false
  return quantifier === 'ForAllValues' || reading === 'least' || isNegated(operator)
}
