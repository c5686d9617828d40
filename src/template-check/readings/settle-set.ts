import type { Json } from '../../core/policy/document.ts'
import { hasSymbol } from './symbols.ts'

/** The entries of `Action`, `Resource` or one type of principal. */
export type Entries = readonly Json[]

/** What remains of a set once its unknown entries are taken as everything, or as nothing. */
export type SettledSet =
  | { readonly kind: 'entries'; readonly entries: Entries }
  | { readonly kind: 'everything' }
  | { readonly kind: 'nothing' }

export const isOpenEntry = (entry: Json): boolean => typeof entry === 'string' && hasSymbol(entry)

/** `isLarge`: the unknown entries are everything. */
export function settleSet(
  value: Json,
  isLarge: boolean,
  isOpen: (entry: Json) => boolean = isOpenEntry,
): SettledSet {
  const entries: Entries = Array.isArray(value) ? value : [value]
  const known = entries.filter((entry) => !isOpen(entry))
  if (known.length === entries.length) return { kind: 'entries', entries }
  if (isLarge) return { kind: 'everything' }
  return known.length === 0 ? { kind: 'nothing' } : { kind: 'entries', entries: known }
}
