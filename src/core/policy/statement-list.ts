import type { Json } from './document.ts'

/** The value of `Statement`, which may be one object, as a list. */
export function statementList(statements: Json | undefined): readonly Json[] {
  if (statements === undefined) return []
  return Array.isArray(statements) ? statements : [statements as Json]
}
