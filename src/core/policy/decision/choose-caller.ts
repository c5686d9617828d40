import { characters } from '../../glob.ts'
import type { Condition } from '../document.ts'
import type { Scope } from '../evaluation/conditions.ts'
import type { Track } from './automaton.ts'
import type { Budget } from './budget.ts'
import { holdsForAll, isFalseFor } from './choose-value.ts'
import { costOf, type Dimension, type DimensionPart, dimension, part } from './dimension.ts'
import { findString } from './find-string.ts'
import { type IdentityClass, identity, SESSION } from './identity.ts'
import { isStringCondition, outOfCondition } from './languages.ts'
import type { Shape } from './shapes.ts'

/** Keys that identify a caller, so they depend on each other. */
export const CALLER_KEYS: readonly string[] = [
  'aws:principalarn',
  'aws:principalaccount',
  'aws:username',
]

/** The callers of a class, as far as conditions on these keys distinguish them. */
export function callerDimension(
  callers: IdentityClass,
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
): Dimension {
  const usual = callerPart(callers, callers.sample.principalArn, conditions, { scope, budget })
  const isAllowed = usualIsPossible(callers)
  return dimension(budget, (tests) => {
    if (isAllowed && tests.every(usual.fails)) return usual
    const required = tests.map((test) => conditions[test]).filter((one) => one !== undefined)
    if (required.some((one) => holdsForAll(one, scope))) return undefined
    const arn = findArn(callers, required, scope, budget)
    if (arn === undefined) return undefined
    return callerPart(callers, arn, conditions, { scope, budget })
  })
}

function usualIsPossible({ sample, notArns }: IdentityClass): boolean {
  return !notArns.includes(sample.principalArn)
}

function callerPart(
  { type, session }: IdentityClass,
  principalArn: string,
  conditions: readonly Condition[],
  { scope, budget }: { readonly scope: Scope; readonly budget: Budget },
): DimensionPart {
  const caller = identity(type, principalArn, session ?? SESSION)
  const context = new Map([
    ['aws:principalarn', [principalArn]],
    ['aws:principalaccount', [caller.account]],
  ])
  const name = principalArn.slice(principalArn.lastIndexOf('/') + 1)
  if (type === 'user') context.set('aws:username', [name])
  if (type === 'root') context.set('aws:userid', [caller.account])
  if (type === 'federated-user') context.set('aws:userid', [`${caller.account}:${name}`])
  const fails = (test: number): boolean => {
    const condition = conditions[test]
    const [value] = condition === undefined ? [] : (context.get(condition.key) ?? [])
    return condition !== undefined && value !== undefined && isFalseFor(condition, value, scope)
  }
  const cost = (test: number): number => costOf(conditions[test])
  return part({ caller, context: [...context] }, fails, { budget, cost })
}

function findArn(
  callers: IdentityClass,
  conditions: readonly Condition[],
  scope: Scope,
  budget: Budget,
): string | undefined {
  for (const shape of callers.arns) {
    const demands = conditions
      .filter(isStringCondition)
      .map((condition) =>
        outOfCondition(condition, scope, segmentsOf(condition.key, callers.type, shape)),
      )
    if (demands.includes('impossible')) continue
    const tracks = demands.filter((demand) => typeof demand !== 'string')
    const found = findString(shape, [...tracks, ...bounds(callers, shape)], budget)
    if (found !== undefined) return found.join('')
  }
  return undefined
}

const ACCOUNT_PATTERN = 1
const COLON_CODE = 2

/** The parts of the ARN that form a key. The `aws:userid` of a federated user is `ACCOUNT:NAME`, of the root user the account. */
function segmentsOf(key: string, type: IdentityClass['type'], shape: Shape): readonly number[] {
  const name = shape.length - 1
  if (key === 'aws:principalarn') return [...shape.keys()]
  if (key === 'aws:username') return [name]
  return key === 'aws:userid' && type !== 'root'
    ? [ACCOUNT_PATTERN, COLON_CODE, name]
    : [ACCOUNT_PATTERN]
}

/** What distinguishes the class from callers whom the policy names in other elements. */
function bounds({ notArns, accounts, notAccounts }: IdentityClass, shape: Shape): readonly Track[] {
  const track = (
    required: boolean,
    texts: readonly string[],
    segments: readonly number[],
  ): Track => ({
    ...{ patterns: texts.map(characters), required, ignoreCase: false, segments },
  })
  const not = [
    track(false, notArns, [...shape.keys()]),
    track(false, notAccounts, [ACCOUNT_PATTERN]),
  ]
  return accounts === undefined ? not : [...not, track(true, accounts, [ACCOUNT_PATTERN])]
}
