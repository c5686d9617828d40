import { characters, glob, ignoringCase, matches, type Pattern } from '../../glob.ts'
import type { PatternSet } from '../document.ts'

/** Whether a statement's `Action` or `NotAction` includes the action. IAM compares actions case-insensitively. */
export function includesAction(set: PatternSet, action: string): boolean {
  const text = actionText(action)
  return set.negated !== set.patterns.some((pattern) => matches(actionPattern(pattern), text))
}

export function actionPattern(pattern: string): Pattern {
  return ignoringCase(glob(pattern))
}

export function actionText(action: string): readonly number[] {
  return ignoringCase(characters(action))
}
