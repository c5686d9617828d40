import { policyError, quote } from './policy-error.ts'
import { pathTo } from './read-json.ts'

interface OpenValue {
  readonly path: string
  /** The fields of an object so far. `undefined` for a list. */
  readonly fields: Set<string> | undefined
  field: string
  index: number
}

const TOKEN = /"(?:[^"\\]|\\.)*"\s*:?|[{}[\],]/gs

/**
 * Throws a `PolicyError` where an object of a JSON text has a field twice. S3 refuses such a text, but `JSON.parse` keeps the
 * last of the two. The text must be valid JSON.
 */
export function refuseDuplicateFields(json: string): void {
  const open: OpenValue[] = []
  for (const [token] of json.matchAll(TOKEN)) {
    const inside = open.at(-1)
    if (token === '{' || token === '[') open.push(opened(inside, token))
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',' && inside) inside.index += 1
    else if (token.endsWith(':') && inside?.fields) addField(inside, inside.fields, token)
  }
}

function addField(inside: OpenValue, fields: Set<string>, token: string): void {
  inside.field = JSON.parse(token.slice(0, -1))
  if (fields.has(inside.field)) {
    throw policyError(inside.path, `has the field ${quote(inside.field)} twice`)
  }
  fields.add(inside.field)
}

function opened(inside: OpenValue | undefined, token: string): OpenValue {
  const fields = token === '{' ? new Set<string>() : undefined
  return { path: inside === undefined ? '' : pathOf(inside), fields, field: '', index: 0 }
}

const pathOf = ({ path, fields, field, index }: OpenValue) =>
  fields === undefined ? `${path}[${index}]` : pathTo(path, field)
