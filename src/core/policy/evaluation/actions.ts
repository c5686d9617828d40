import {
  characters,
  glob,
  ignoringCase,
  matches,
  type Pattern,
  rememberingLast,
} from '../../glob.ts'
import type { PatternSet } from '../document.ts'

/** Whether a statement's `Action` or `NotAction` includes the action. IAM compares actions case-insensitively. */
export function includesAction(set: PatternSet, action: string): boolean {
  const text = actionText(action)
  return set.negated !== actionPatterns(set).some((pattern) => matches(pattern, text))
}

/** The patterns of a set. They depend on nothing else, so each set is compiled once. */
export function actionPatterns(set: PatternSet): readonly Pattern[] {
  const known = COMPILED_ACTIONS.get(set)
  if (known !== undefined) return known
  const patterns = set.patterns.map((pattern) => ignoringCase(glob(pattern)))
  COMPILED_ACTIONS.set(set, patterns)
  return patterns
}

const COMPILED_ACTIONS = new WeakMap<PatternSet, readonly Pattern[]>()

export const actionText = rememberingLast((action) => ignoringCase(characters(action)))
