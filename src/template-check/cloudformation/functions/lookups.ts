import type { Json } from '../../../core/policy/document.ts'
import { printable } from '../../../core/printable.ts'
import { hasSymbol, isSymbol, reasonOf } from '../../readings/symbols.ts'
import { fieldOf, type Scope, sectionOf } from '../template.ts'
import { derived, type TemplateFunction, textOf } from './function.ts'

const MOST_KEYS = 8

/** `Fn::FindInMap`: a value of a mapping, or with `AWS::LanguageExtensions` a default. */
export const findInMap: TemplateFunction = (argument, scope, resolve) => {
  const list: readonly Json[] = Array.isArray(argument) ? argument : []
  const [name, first, second] = list.slice(0, 3).map((one) => textOf(resolve(one, scope)))
  const fallback = fieldOf(list[3], 'DefaultValue')
  const mapping = fieldOf(sectionOf(scope.template, 'Mappings'), name ?? '')
  const row = fieldAt(mapping, first, scope)
  const value = fieldAt(row, second, scope)
  if (value !== undefined) return resolve(value, scope)
  const isKnown = ![name, first, second].some((one) => one === undefined || hasSymbol(one))
  if (isKnown && fallback !== undefined) return resolve(fallback, scope)
  return derived(`the mapping "${printable(name ?? '', 100)}"`, first, second)
}

// The deployment fails where a mapping does not have the key.
function fieldAt(row: Json | undefined, key: string | undefined, { choose }: Scope) {
  if (key === undefined || row === undefined) return undefined
  if (!isSymbol(key)) return fieldOf(row, key)
  const [first, ...others] = Object.keys(row ?? {})
  if (first === undefined || others.length >= MOST_KEYS) return undefined
  return fieldOf(
    row,
    choose(`key ${key} of ${Object.keys(row ?? {})}`, [first, ...others], reasonOf(key)),
  )
}
