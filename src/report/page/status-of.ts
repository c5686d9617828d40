import type { Row } from './row.ts'
import { LETTERS, type Status, worstOf } from './verdict.ts'

export const statusOf = ([, , , verdicts, detail]: Row): Status =>
  detail?.error === undefined ? worstOf(verdicts) : 'error'

/** The letters of controls that are not compliant. */
export const FALLING_SHORT: readonly string[] = [
  LETTERS['non-compliant'],
  LETTERS.unknown,
  LETTERS.exempt,
]

/** How many controls are not compliant. */
export const shortfallOf = ([, , , verdicts]: Row): number =>
  [...verdicts].filter((letter) => FALLING_SHORT.includes(letter)).length
