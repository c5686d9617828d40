import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { printable } from '../../core/printable.ts'
import { hasReserved } from '../readings/symbols.ts'
import { templateError } from '../template-error.ts'
import { createPositions, type Position, type Positions } from './positions.ts'
import { longForm } from './short-forms.ts'

/** A template as plain values, with the place of each field. */
export interface TemplateText {
  readonly root: JsonObject
  readonly positions: Positions
  readonly isJson: boolean
}

// CloudFormation takes 1 MB: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const LONGEST_TEXT = 1_500_000
const DEEPEST = 100
const MOST_VALUES = 500_000

/** Reads YAML, with the short forms of functions, or JSON. */
export function readTemplateText(text: string): TemplateText {
  if (text.length > LONGEST_TEXT) {
    throw templateError(`it has ${text.length} characters, and CloudFormation takes at most 1 MB`)
  }
  const lines = new LineCounter()
  const document = parse(text.replace(/^\uFEFF/, ''), lines)
  const positions = createPositions()
  const root = convert(document, positions, (offset) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  })
  if (!isObject(root)) throw templateError('it must be an object with Resources')
  return { root, positions, isJson: isLikeJson(text) }
}

/** Whether a text is JSON rather than YAML. */
export const isLikeJson = (text: string): boolean => /^\uFEFF?\s*\{/.test(text)

function parse(text: string, lineCounter: LineCounter) {
  let document: ReturnType<typeof parseDocument>
  try {
    document = parseDocument(text, {
      ...{ version: '1.1', logLevel: 'silent', lineCounter },
      // It would compare each key with each other one.
      uniqueKeys: false,
    })
  } catch (cause) {
    const isDeep = cause instanceof RangeError
    throw templateError(isDeep ? TOO_DEEP : `it is neither YAML nor JSON`, cause)
  }
  const [error] = document.errors
  if (error) throw templateError(printable(error.message.split('\n')[0] ?? '', 200), error)
  return document
}

const TOO_DEEP = 'it is nested too deeply'

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
    for (const { key, value } of node.items) {
      const name = nameOf(key)
      const content = visit(value, depth + 1)
      if (Object.hasOwn(fields, name)) throw templateError(`it has the key ${quoted(name)} twice`)
      if (name === '<<') Object.assign(fields, mergedFields(content), fields)
      else {
        fields[name] = content
        const start = (key as { readonly range?: readonly number[] } | null)?.range?.[0]
        if (start !== undefined) positions.add(fields, name, positionAt(start))
      }
    }
    return longForm(node.tag, fields)
  }
  return visit(document.contents, 0)
}

function nameOf(key: unknown): string {
  const value = isScalar(key) ? scalarOf(key) : undefined
  if (value === undefined) throw templateError('it has a key that is no text')
  const name = String(value)
  if (name === '__proto__') throw templateError('it has a key __proto__')
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
    if (hasReserved(value)) throw templateError('it has characters of a private use area')
    return value
  }
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null
  const isPlain = typeof value === 'number' && Number.isFinite(value) && !/^[-+]?0\d/.test(source)
  return isPlain ? value : source
}

const quoted = (name: string) => JSON.stringify(printable(name, 60))
