import type { Json } from '../../../core/policy/document.ts'
import { hasSymbol, reasonOf, symbolFor } from '../../readings/symbols.ts'
import type { Scope } from '../template.ts'

/** A function of CloudFormation. `undefined`: the template leaves the value out. */
export type TemplateFunction = (
  argument: Json,
  scope: Scope,
  resolve: (value: Json, scope: Scope) => Json | undefined,
) => Json | undefined

/** The symbol for the result of a function of these arguments, which are not known or not understood. */
export function derived(name: string, ...values: readonly (Json | undefined)[]): string {
  const text = JSON.stringify(values)
  const reason = hasSymbol(text) ? reasonOf(text) : `${name} cannot be resolved`
  return symbolFor(reason, `${name} ${text}`)
}

export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined

const LONGEST_TEXT = 100_000

/** Joins texts, unless the result would be longer than any text of a template is. */
export function joined(name: string, texts: readonly string[], delimiter = ''): string {
  const length = texts.reduce((sum, text) => sum + text.length + delimiter.length, 0)
  return length > LONGEST_TEXT
    ? symbolFor(`${name} makes a text that is too long`, `${length} ${texts[0]?.slice(0, 1000)}`)
    : texts.join(delimiter)
}
