import type { Condition } from '../document.ts'
import { holds, type Scope } from '../evaluation/conditions.ts'
import type { Budget } from './budget.ts'
import { isOfAllValues } from './choose-key.ts'
import { findValue, isFalseFor, type Values, valuesOf } from './choose-value.ts'
import { costOf, type Dimension, dimension, part } from './dimension.ts'
import { SERVICE_SHAPES } from './shapes.ts'

const [LIST, FIRST, LAST] = ['aws:calledvia', 'aws:calledviafirst', 'aws:calledvialast']

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia */
export const CHAIN_KEYS: readonly string[] = [LIST, FIRST, LAST]

/** The services through which a request was made: a list, and its first and last element, which two more keys repeat. */
export function chainDimension(
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
): Dimension {
  const own = conditions.filter(({ key }) => CHAIN_KEYS.includes(key))
  const values = { ...valuesOf(LIST, own, [], scope), shapes: SERVICE_SHAPES }
  return dimension(budget, (tests) => {
    const required = tests.map((test) => conditions[test]).filter((one) => one !== undefined)
    const services = findChain(values, required, scope, budget)
    if (services === undefined) return undefined
    const context = new Map([
      [LIST, services],
      [FIRST, services.slice(0, 1)],
      [LAST, services.slice(-1)],
    ])
    const fails = (test: number): boolean => {
      const condition = conditions[test]
      return condition !== undefined && !holds(condition, context.get(condition.key), scope)
    }
    return part({ context: [...context] }, fails, {
      budget,
      cost: (test) => costOf(conditions[test]),
    })
  })
}

/** The first and the last service, and between them one for each condition that a single other value makes false. */
function findChain(
  values: Values,
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
): readonly string[] | undefined {
  const on = (key: string) => conditions.filter((condition) => condition.key === key)
  const oneMust = on(LIST).filter((condition) => isOfAllValues(condition, scope))
  const allMust = on(LIST).filter((condition) => !oneMust.includes(condition))
  const find = (more: readonly Condition[]) =>
    findValue(values, [...allMust, ...more], scope, budget)
  const only = find([...on(FIRST), ...on(LAST), ...oneMust])
  if (only !== undefined) return [only]
  const [first, last] = [find(on(FIRST)), find(on(LAST))]
  if (first === undefined || last === undefined) return undefined
  const between: string[] = []
  for (const one of oneMust) {
    if ([first, ...between, last].some((value) => isFalseFor(one, value, scope))) continue
    const value = find([one])
    if (value === undefined) return undefined
    between.push(value)
  }
  return [first, ...between, last]
}
