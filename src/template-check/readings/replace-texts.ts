import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { hasSymbol } from './symbols.ts'

/** A value in which texts stand for parts of its texts. */
export function replaceTexts(value: Json, known: ReadonlyMap<string, string>): Json {
  if (known.size === 0) return value
  if (typeof value === 'string') {
    if (!hasSymbol(value)) return value
    return [...known].reduce((text, [part, by]) => text.replaceAll(part, () => by), value)
  }
  if (Array.isArray(value)) return value.map((item: Json) => replaceTexts(item, known))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, replaceTexts(field, known)]),
  )
}
