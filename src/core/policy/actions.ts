import type { PatternSet } from './document.ts'
import { characters, glob, ignoringCase, matches } from './patterns.ts'

/** Whether a statement's `Action` or `NotAction` takes the action in. IAM compares actions without regard to case. */
export function includesAction(set: PatternSet, action: string): boolean {
  const text = ignoringCase(characters(action))
  return set.negated !== set.patterns.some((pattern) => matches(ignoringCase(glob(pattern)), text))
}
