import { characters, ignoringCase, type Pattern, withinArnParts } from '../../glob.ts'
import type { Condition, PatternSet } from '../document.ts'
import { actionPatterns } from '../evaluation/actions.ts'
import { isNegated, type Scope, withValue } from '../evaluation/conditions.ts'
import { resourcePatterns } from '../evaluation/resources.ts'
import { expandPattern, expandText, hasVariables } from '../evaluation/variables.ts'
import type { Track } from './automaton.ts'

/** What a string must match to fail a test: the patterns of the track, nothing in particular, or something impossible. */
export type LanguageDemand = Track | 'nothing' | 'impossible'

export function isStringCondition({ operator }: Condition): boolean {
  return operator.startsWith('String') || operator.startsWith('Arn') || operator === 'BinaryEquals'
}

/** What makes a condition with a string or ARN operator false for a present key. */
export function outOfCondition(
  condition: Condition,
  scope: Scope,
  segments: readonly number[],
): LanguageDemand {
  const ignoreCase = condition.operator.endsWith('IgnoreCase')
  const negated = isNegated(condition.operator)
  const demand = demandOn(conditionPatterns(condition, scope), negated, scope)
  if (typeof demand === 'string') return demand
  return { patterns: demand, required: negated, ignoreCase, segments }
}

type ConditionPatterns = readonly (Pattern | undefined)[]

/** The patterns of a condition. Without variables they depend on nothing else, so each condition is compiled once. */
function conditionPatterns(condition: Condition, scope: Scope): ConditionPatterns {
  const known = COMPILED_CONDITIONS.get(condition)
  if (known !== undefined) return known
  const values = withValue(condition.values, scope)
  const patterns = values.map((value) => conditionPattern(condition, value, scope))
  if (!hasVariables(condition.values)) COMPILED_CONDITIONS.set(condition, patterns)
  return patterns
}

const COMPILED_CONDITIONS = new WeakMap<Condition, ConditionPatterns>()

function conditionPattern(
  { operator }: Condition,
  value: string,
  scope: Scope,
): Pattern | undefined {
  if (operator.endsWith('Like') || operator.startsWith('Arn')) {
    const pattern = expandPattern(value, scope)
    return pattern && operator.startsWith('Arn') ? withinArnParts(pattern) : pattern
  }
  const text = expandText(value, scope)
  if (text === undefined) return undefined
  return operator.endsWith('IgnoreCase') ? ignoringCase(characters(text)) : characters(text)
}

/** What makes a `Resource` or `NotResource` exclude a resource. */
export function outOfResources(set: PatternSet, scope: Scope, segments: readonly number[]): Track {
  const patterns = resourcePatterns(set, scope)
  return { patterns, required: set.negated, ignoreCase: false, segments }
}

/** What makes an `Action` or `NotAction` exclude an action. */
export function outOfActions(set: PatternSet, segments: readonly number[]): Track {
  return { patterns: actionPatterns(set), required: set.negated, ignoreCase: true, segments }
}

// An `undefined` pattern may match or not. In the least reading it does not make a Deny match, in the most reading it does.
function demandOn(
  patterns: ConditionPatterns,
  negated: boolean,
  { reading }: Scope,
): readonly Pattern[] | 'nothing' | 'impossible' {
  const known = patterns.filter((pattern) => pattern !== undefined)
  if (known.length === patterns.length) return known
  if (negated && reading === 'least') return 'nothing'
  return !negated && reading === 'most' ? 'impossible' : known
}
