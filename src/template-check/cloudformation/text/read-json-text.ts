import type { Json } from '../../../core/policy/document.ts'
import { hasReserved } from '../../readings/symbols.ts'
import { templateError } from '../../template-error.ts'
import { addField, DEEPEST, RESERVED, TOO_DEEP } from './fields.ts'
import type { Position, Positions } from './positions.ts'

const TOKEN = /[\s,:]*([{}[\]]|"(?:[^"\\]|\\.)*"|[^\s,:{}[\]"]+)/gs

interface OpenValue {
  readonly fields: Record<string, Json> | undefined
  readonly items: Json[]
  /** The name of the next field, once it is read. */
  name: string | undefined
}

/** Reads JSON with the place of each field. `undefined`: the text is no JSON. */
export function readJsonText(
  text: string,
  positions: Positions,
  positionAt: (offset: number) => Position,
): Json | undefined {
  if (!isJson(text)) return undefined
  const open: OpenValue[] = []
  let root: Json = null
  const add = (value: Json) => {
    const inside = open.at(-1)
    if (!inside) root = value
    else if (!inside.fields) inside.items.push(value)
    else addField(inside.fields, inside.name ?? '', value)
    if (inside) inside.name = undefined
  }
  for (const { 1: token = '', index, 0: found } of text.matchAll(TOKEN)) {
    const inside = open.at(-1)
    if (token === '{' || token === '[') {
      const value = { fields: token === '{' ? {} : undefined, items: [], name: undefined }
      add(value.fields ?? value.items)
      open.push(value)
      if (open.length > DEEPEST) throw templateError(TOO_DEEP)
    } else if (token === '}' || token === ']') open.pop()
    else {
      const value: Json = JSON.parse(token)
      if (typeof value === 'string' && hasReserved(value)) throw templateError(RESERVED)
      if (inside?.fields && inside.name === undefined) {
        inside.name = String(value)
        positions.add(inside.fields, inside.name, positionAt(index + found.length - token.length))
      } else add(value)
    }
  }
  return root
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
