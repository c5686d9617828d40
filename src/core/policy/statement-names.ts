import { printable } from '../printable.ts'
import type { Policy, Statement } from './document.ts'

/** Statements by number and Sid, printable in a message. */
export function statementNames(
  statements: ReadonlyArray<{ readonly number: number; readonly sid: unknown }>,
): string {
  const names = statements
    .slice(0, MOST_NAMES)
    .map(({ number, sid }) =>
      typeof sid === 'string' ? `${number} ("${printable(sid, 60)}")` : String(number),
    )
  const more = statements.length - names.length
  const all = more > 0 ? [...names, `${more} more`] : names
  const listed = all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : all[0]
  return `statement${statements.length > 1 ? 's' : ''} ${listed}`
}

const MOST_NAMES = 5

/** The number is that in the policy, from 1. */
export const namesOfStatements = (policy: Policy, statements: readonly Statement[]): string =>
  statementNames(
    statements.map((one) => ({ number: policy.statements.indexOf(one) + 1, sid: one.sid })),
  )
