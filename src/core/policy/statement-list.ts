import type { Json } from './document.ts'

/** The statements as a list: `Statement` may also be a single object. */
export function statementList(statements: Json | undefined): readonly Json[] {
  if (statements === undefined) return []
  return Array.isArray(statements) ? statements : [statements as Json]
}
