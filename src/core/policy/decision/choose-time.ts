import type { Condition } from '../document.ts'
import { holds, type Scope } from '../evaluation/conditions.ts'
import { formatDate } from '../evaluation/typed-values.ts'
import { type Budget, spend } from './budget.ts'
import { constantsIn, pinned } from './choose-value.ts'
import { costOf, type Dimension, type DimensionPart, dimension, part } from './dimension.ts'
import { isStringCondition } from './languages.ts'
import type { Ties } from './tied-keys.ts'
import { moments } from './typed-candidates.ts'

export const TIME_KEYS: readonly string[] = ['aws:currenttime', 'aws:epochtime']

/** The time of a request, which two keys hold. AWS documents that both are always present; with loose ties either may be absent. */
export function timeDimension(
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
  ties: Ties,
): Dimension {
  const combinations =
    ties === 'loose' ? [[], TIME_KEYS, ...TIME_KEYS.map((key) => [key])] : [TIME_KEYS]
  const make = (moment: number): readonly DimensionPart[] =>
    combinations.map((keys) => momentIn(keys, moment, conditions, { scope, budget }))
  return dimension(budget, (tests) => {
    const required = tests.map((test) => conditions[test]).filter((one) => one !== undefined)
    if (!spend(budget, constantsIn(required) * 2)) return undefined
    const constants = pinned(required).flatMap(({ values }) => values)
    let found: DimensionPart | undefined
    for (const moment of moments(constants)) {
      found ??= make(moment).find((choice) => tests.every(choice.fails))
    }
    const asText = tests.some((test) => conditions[test] && isStringCondition(conditions[test]))
    if (found === undefined && asText)
      budget.doubt ??= 'Not every time could be tried. Write conditions on time with date operators'
    return found
  })
}

function momentIn(
  keys: readonly string[],
  moment: number,
  conditions: readonly Condition[],
  { scope, budget }: { readonly scope: Scope; readonly budget: Budget },
): DimensionPart {
  const context = keys.map((key): [string, string[]] => [
    key,
    [key === 'aws:epochtime' ? String(moment) : formatDate(moment)],
  ])
  const values = new Map(context)
  const fails = (test: number): boolean => {
    const condition = conditions[test]
    return condition !== undefined && !holds(condition, values.get(condition.key), scope)
  }
  return part({ context }, fails, { budget, cost: (test) => costOf(conditions[test]) })
}
