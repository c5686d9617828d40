import type { Row } from './row.ts'
import { statusOf } from './status-of.ts'
import { LETTERS, STATUSES } from './verdict.ts'

/** The worst bucket first: by status, then by the number of non-compliant controls, then by name. */
export function worseFirst(one: Row, other: Row): number {
  const [name, account] = one
  const [otherName, otherAccount] = other
  return (
    badnessOf(other) - badnessOf(one) ||
    compareTexts(name, otherName) ||
    compareTexts(account, otherAccount)
  )
}

/** Greater is worse: the status, then the number of non-compliant controls, then that of unknown ones. */
export function badnessOf(row: Row): number {
  const [, , , verdicts] = row
  const rank = STATUSES.length - STATUSES.indexOf(statusOf(row))
  const times = (letter: string) => verdicts.split(letter).length - 1
  return rank * 10_000 + times(LETTERS['non-compliant']) * 100 + times(LETTERS.unknown)
}

export const compareTexts = (one: string, other: string): number =>
  one === other ? 0 : one < other ? -1 : 1
