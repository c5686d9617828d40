import type { LineCounter } from 'yaml'

/** A place in a text. Lines and columns count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where the fields of objects stand in the text. */
export interface Positions {
  readonly add: (parent: object, key: string, position: Position) => void
  readonly of: (parent: unknown, key: string) => Position | undefined
  /** A copy of an object stands where the object stands. */
  readonly copy: (from: object, fromKey: string, to: object, toKey: string) => void
}

export function createPositions(): Positions {
  const known = new WeakMap<object, Map<string, Position>>()
  const fieldsOf = (parent: object) => {
    const fields = known.get(parent) ?? new Map<string, Position>()
    known.set(parent, fields)
    return fields
  }
  const of: Positions['of'] = (parent, key) =>
    typeof parent === 'object' && parent !== null ? known.get(parent)?.get(key) : undefined
  return {
    of,
    add: (parent, key, position) => void fieldsOf(parent).set(key, position),
    copy(from, fromKey, to, toKey) {
      const position = of(from, fromKey)
      if (position) fieldsOf(to).set(toKey, position)
    },
  }
}

export function placeIn(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}
