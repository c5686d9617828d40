import { holds, type Scope } from '../conditions.ts'
import type { Condition } from '../document.ts'
import { formatDate } from '../typed-values.ts'
import type { Budget } from './budget.ts'
import { type Dimension, dimension, type Part, part } from './dimension.ts'
import { isStringCondition } from './languages.ts'
import type { Ties } from './tied-keys.ts'
import { moments } from './typed-candidates.ts'

export const TIME_KEYS: readonly string[] = ['aws:currenttime', 'aws:epochtime']

/** The moment of a request. Two keys tell it, and both are always there, or else both may be absent. */
export function timeDimension(
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
  ties: Ties,
): Dimension {
  const untold = tell(new Map(), conditions, scope)
  const candidates = moments(conditions.flatMap(({ values }) => values))
  return dimension(budget, (tests) => {
    if (ties === 'loose' && tests.every(untold.fails)) return untold
    const found = candidates
      .map((moment) => at(moment, conditions, scope))
      .find((choice) => tests.every(choice.fails))
    const asText = tests.some((test) => conditions[test] && isStringCondition(conditions[test]))
    if (found === undefined && asText) budget.doubt ??= 'Not every moment could be tried'
    return found
  })
}

function at(moment: number, conditions: readonly Condition[], scope: Scope): Part {
  const values = new Map([
    ['aws:currenttime', [formatDate(moment)]],
    ['aws:epochtime', [String(moment)]],
  ])
  return tell(values, conditions, scope)
}

function tell(
  values: ReadonlyMap<string, readonly string[]>,
  conditions: readonly Condition[],
  scope: Scope,
): Part {
  return part({ context: [...values] }, (test) => {
    const condition = conditions[test]
    return condition !== undefined && !holds(condition, values.get(condition.key), scope)
  })
}
