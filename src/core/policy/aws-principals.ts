import type { Json } from './document.ts'
import { isObject } from './parsing/read-json.ts'

/** The AWS principals that a raw statement names, as they are written. */
export function awsPrincipals(statement: Json): readonly string[] {
  if (!isObject(statement)) return []
  const named = [statement.Principal, statement.NotPrincipal]
  return named
    .flatMap((one) => (isObject(one) ? [one.AWS].flat() : []))
    .filter((name) => typeof name === 'string')
}
