import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Json, JsonObject } from '../../../core/policy/document.ts'
import { isObject } from '../../../core/policy/parsing/read-json.ts'
import { printable } from '../../../core/printable.ts'
import { hasReserved } from '../../readings/symbols.ts'
import { templateError } from '../../template-error.ts'
import { addField, DEEPEST, RESERVED, TOO_DEEP } from './fields.ts'
import { type Position, type Positions, placeIn } from './positions.ts'
import { refuseSlowYaml } from './refuse-slow-yaml.ts'
import { longForm } from './short-forms.ts'

const MOST_VALUES = 500_000

/** Reads YAML with the place of each field. The short forms of functions become long. */
export function readYamlText(text: string, positions: Positions): Json {
  refuseSlowYaml(text)
  const lines = new LineCounter()
  return convert(parse(text, lines), positions, (offset) => placeIn(lines, offset))
}

function parse(text: string, lineCounter: LineCounter) {
  let document: ReturnType<typeof parseDocument>
  try {
    document = parseDocument(text, {
      ...{ version: '1.1', logLevel: 'error', lineCounter },
      // Both take a time that grows with the square of the length.
      ...{ uniqueKeys: false, prettyErrors: false },
    })
  } catch (cause) {
    const isDeep = cause instanceof RangeError
    throw templateError(isDeep ? TOO_DEEP : `it is neither YAML nor JSON`, cause)
  }
  const [error] = document.errors
  if (error) {
    if (error.message.includes('call stack')) throw templateError(TOO_DEEP, error)
    const { line, col } = lineCounter.linePos(error.pos[0])
    throw templateError(`line ${line}, column ${col}: ${printable(error.message, 200)}`, error)
  }
  return document
}

/** An anchor, once its value is complete, with the number of its values: aliases repeat them. */
interface Anchor {
  readonly value: Json
  readonly size: number
}

function convert(
  document: Document,
  positions: Positions,
  positionAt: (offset: number) => Position,
): Json {
  const anchors = new Map<string, Anchor | undefined>()
  let values = 0
  const count = (size: number) => {
    values += size
    if (values > MOST_VALUES) throw templateError('its aliases make it too large')
  }
  const visit = (node: unknown, depth: number): Json => {
    if (depth > DEEPEST) throw templateError(TOO_DEEP)
    if (isAlias(node)) {
      const anchor = anchors.get(node.source)
      if (!anchor) throw templateError(`the anchor ${printable(node.source, 60)} contains itself`)
      count(anchor.size)
      return anchor.value
    }
    const name = (node as { readonly anchor?: string } | null)?.anchor
    const before = values
    count(1)
    if (name !== undefined) anchors.set(name, undefined)
    const value = visitValue(node, depth)
    if (name !== undefined) anchors.set(name, { value, size: values - before })
    return value
  }
  const visitValue = (node: unknown, depth: number): Json => {
    if (isScalar(node)) return longForm(node.tag, scalarOf(node))
    if (isSeq(node))
      return longForm(
        node.tag,
        node.items.map((item) => visit(item, depth + 1)),
      )
    if (!isMap(node)) return null
    const fields: Record<string, Json> = {}
    const merged: Record<string, Json> = {}
    for (const { key, value } of node.items) {
      const name = nameOf(key)
      const content = visit(value, depth + 1)
      if (name === '<<') Object.assign(merged, mergedFields(content))
      else {
        addField(fields, name, content)
        const start = (key as { readonly range?: readonly number[] } | null)?.range?.[0]
        if (start !== undefined) positions.add(fields, name, positionAt(start))
      }
    }
    for (const [name, value] of Object.entries(merged))
      if (!Object.hasOwn(fields, name)) fields[name] = value
    return longForm(node.tag, fields)
  }
  return visit(document.contents, 0)
}

function nameOf(key: unknown): string {
  const value = isScalar(key) ? scalarOf(key) : undefined
  if (value === undefined) throw templateError('it has a key that is no text')
  const name = String(value)
  return name
}

const mergedFields = (content: Json): JsonObject =>
  Array.isArray(content)
    ? Object.assign({}, ...content.filter(isObject).toReversed())
    : isObject(content)
      ? content
      : {}

// CloudFormation knows neither dates nor binary data, and takes a number with a leading zero as it is written.
function scalarOf(node: { readonly value: unknown; readonly source?: string | undefined }): Json {
  const { value, source = '' } = node
  if (typeof value === 'symbol') return '<<'
  if (typeof value === 'string') {
    if (hasReserved(value)) throw templateError(RESERVED)
    return value
  }
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null
  const isPlain = typeof value === 'number' && Number.isFinite(value) && !/^[-+]?0\d/.test(source)
  return isPlain ? value : source
}
