import { createHash } from 'node:crypto'

/**
 * A text that a template leaves open. It stands in a text between two characters of Unicode's private use area, so that
 * it equals itself wherever it occurs: `\uE000the parameter "Name" has no default\uE002 1f2e3d4c5b6a7988\uE001`.
 */
const SYMBOL = /\uE000([^\uE000-\uE002]*)\uE002([0-9a-f]*)\uE001/g
const RESERVED = /[\uE000-\uE002]/g

/** A symbol for a value that is not known. `identity` tells it from others with the same reason. */
export const symbolFor = (reason: string, identity: string = reason): string =>
  `\uE000${reason.replace(RESERVED, '')}\uE002${digest(identity)}\uE001`

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** Whether a text has one of the characters that mark symbols, which no template may have. */
export const hasReserved = (text: string): boolean => /[\uE000-\uE002]/.test(text)

export const hasSymbol = (text: string): boolean => text.includes('\uE000')

/** A text that is one symbol. */
export type SymbolText = string & { readonly __symbol: never }

/** Whether the whole value is one symbol. It then stands for a value of any type. */
export const isSymbol = (value: unknown): value is SymbolText =>
  typeof value === 'string' &&
  value.startsWith('\uE000') &&
  value.indexOf('\uE001') === value.length - 1

export const symbolsIn = (text: string): readonly string[] =>
  hasSymbol(text) ? [...text.matchAll(SYMBOL)].map(([symbol]) => symbol) : []

/** Why the first symbol in a text is not known. */
export const reasonOf = (text: string): string => [...text.matchAll(SYMBOL)][0]?.[1] ?? ''

export const replaceSymbols = (text: string, by: (symbol: string) => string): string =>
  hasSymbol(text) ? text.replace(SYMBOL, by) : text

/** A text that stands for the symbol where any text does, and that no template has. */
export const freshText = (symbol: string): string => `any-${digest(symbol)}`
