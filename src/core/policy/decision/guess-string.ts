import { characters, isMany, type Pattern } from '../../glob.ts'
import type { Track } from './automaton.ts'
import type { Shape } from './shapes.ts'

/**
 * A string that contains the words of all required patterns one after another. It mostly suffices where each pattern asks
 * for another word, while a search would try the words in every order.
 */
export function guessString(shape: Shape, tracks: readonly Track[]): readonly string[] | undefined {
  const free = shape.findIndex((segment) => !('text' in segment))
  const required = tracks.filter((track) => track.required)
  const isOneText = shape.slice(free + 1).every((segment) => 'text' in segment)
  const isWhole = required.every(({ segments }) => segments.length === shape.length)
  if (required.length < 2 || free === -1 || !isOneText || !isWhole) return undefined
  const fixed = shape.map((segment) => ('text' in segment ? segment.text : ''))
  const start = characters(fixed.slice(0, free).join(''))
  const words = required.map(({ patterns }) => wordOf(shortest(patterns), start))
  return fixed.map((text, index) => (index === free ? words.join('') : text))
}

const shortest = (patterns: readonly Pattern[]): Pattern =>
  patterns.reduce(
    (best: Pattern = [], one) => (one.length < best.length ? one : best),
    patterns[0] ?? [],
  )

/** The pattern with a letter for `?` and nothing for `*`, without the start that all strings have. */
function wordOf(pattern: Pattern, start: readonly number[]): string {
  const hasStart = start.every((code, index) => pattern[index] === code)
  const rest = hasStart ? pattern.slice(start.length) : pattern
  const codes = rest.filter((token) => !isMany(token)).map((token) => (token < 0 ? LETTER : token))
  return String.fromCodePoint(...codes)
}

const LETTER = 120
