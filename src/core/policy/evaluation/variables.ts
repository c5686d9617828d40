import { characters, glob, type Pattern } from '../../glob.ts'
import type { PolicyVersion } from '../document.ts'

/** The value of `${key}`. `undefined` where the key does not have exactly one value. */
export type Resolve = (key: string) => string | undefined

/** What is needed to read a text of a policy. */
export interface Meaning {
  readonly version: PolicyVersion
  readonly resolve: Resolve
  /** Texts with the values of their variables, so that each is expanded once. */
  readonly expanded: Map<string, string | undefined>
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
const POLICY_VARIABLE = /\$\{(\$|[^${}']*)(?:'([^']*)')?\s*\}/

function hasVariable(text: string, version: PolicyVersion): boolean {
  return version === '2012-10-17' && text.includes('${') && POLICY_VARIABLE.test(text)
}

/** Whether one of the texts may have a variable. In version 2008-10-17 it is not one. */
export const hasVariables = (texts: readonly string[]): boolean =>
  texts.some((text) => text.includes('${'))

/** The pattern of a policy's text. `undefined` where it has a variable without a value in the request. */
export function expandPattern(text: string, meaning: Meaning): Pattern | undefined {
  if (!text.includes('${')) return glob(text)
  return piecesOf(text, meaning)?.flatMap(({ text, isValue }) =>
    isValue ? characters(text) : glob(text),
  )
}

/** As `expandPattern`, but `*` and `?` are literal characters. */
export function expandText(text: string, meaning: Meaning): string | undefined {
  if (!text.includes('${')) return text
  if (meaning.expanded.has(text)) return meaning.expanded.get(text)
  const pieces = piecesOf(text, meaning)?.map((piece) => piece.text)
  const expanded = pieces?.join('')
  meaning.expanded.set(text, expanded)
  return expanded
}

interface Piece {
  readonly text: string
  /** Whether it is the value of a variable, in which `*` and `?` are literal characters. */
  readonly isValue: boolean
}

function piecesOf(text: string, { version, resolve }: Meaning): readonly Piece[] | undefined {
  const pieces: Piece[] = []
  let rest = text
  for (;;) {
    const found = version === '2012-10-17' ? POLICY_VARIABLE.exec(rest) : null
    if (found === null) return [...pieces, { text: rest, isValue: false }]
    const value = fill(found[1] ?? '', found[2], resolve)
    if (value === undefined) return undefined
    pieces.push(
      { text: rest.slice(0, found.index), isValue: false },
      { text: value, isValue: true },
    )
    rest = rest.slice(found.index + found[0].length)
  }
}

/** `${*}`, `${?}` and `${$}` stand for the literal characters. */
const SYMBOLS = ['*', '?', '$']

function fill(name: string, fallback: string | undefined, resolve: Resolve): string | undefined {
  const key = variableKey(name)
  if (SYMBOLS.includes(key)) return key
  return resolve(key) ?? fallback
}

function variableKey(name: string): string {
  const key = name.includes(',') ? name.replace(/\s*,\s*$/, '') : name
  return key.trim().toLowerCase()
}

/** The context keys that a text uses as variables, in lower case. */
export function variableKeys(text: string, version: PolicyVersion): readonly string[] {
  if (!hasVariable(text, version)) return []
  const all = text.matchAll(new RegExp(POLICY_VARIABLE, 'g'))
  return [...all]
    .map((found) => variableKey(found[1] ?? ''))
    .filter((key) => !SYMBOLS.includes(key))
}
