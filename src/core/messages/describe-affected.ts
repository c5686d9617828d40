import type { AffectedUser, Finding } from '../finding.ts'
import { printable } from '../printable.ts'

/** Whom the fix of a finding may shut out, and what to do, in printable lines. */
export const describeAffected = ({ control, affected = [] }: Finding): readonly string[] =>
  affected.map((user) => `${control}: ${describeUser(user)}`)

/** Somebody whom a fix may shut out, and what to do, in one printable line. */
export const describeUser = ({ who, advice, keyStatement }: AffectedUser) =>
  `${printable(who, 300)}. ${printable(advice, 1000)}${keyStatement ? `: ${printable(JSON.stringify(keyStatement), 2000)}` : '.'}`
