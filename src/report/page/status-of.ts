import type { Row } from './row.ts'
import { LETTERS, type Status, worstOf } from './verdict.ts'

export const statusOf = ([, , , verdicts, detail]: Row): Status =>
  detail?.error === undefined ? worstOf(verdicts) : 'error'

export const isNotCompliant = (status: Status): boolean =>
  status !== 'compliant' && status !== 'not-applicable'

/** The letters of verdicts other than compliant. */
export const NOT_COMPLIANT_LETTERS: readonly string[] = [
  LETTERS['non-compliant'],
  LETTERS.unknown,
  LETTERS.exempt,
]

/** With how many controls the bucket is not compliant. */
export const notCompliantCount = ([, , , verdicts]: Row): number =>
  [...verdicts].filter((letter) => NOT_COMPLIANT_LETTERS.includes(letter)).length
