import { glob, MANY } from '../../core/glob.ts'
import { replaceSymbols } from './symbols.ts'

const ANY_ONE = glob('?')[0]

/** Whether two texts may be equal for some values of their symbols. `*` and `?` in a text are wildcards. */
export function mayBeEqual(left: string, right: string): boolean {
  const [one, other] = [left, right].map((text) => glob(replaceSymbols(text, () => '*')))
  return intersects(one ?? [], other ?? [])
}

/** Whether a text matches both globs. */
function intersects(one: readonly number[], other: readonly number[]): boolean {
  const width = other.length + 1
  const known = new Map<number, boolean>()
  const visit = (at: number, of: number): boolean => {
    const key = at * width + of
    const answer = known.get(key) ?? decide(at, of)
    known.set(key, answer)
    return answer
  }
  const decide = (at: number, of: number): boolean => {
    const [left, right] = [one[at], other[of]]
    if (left === MANY) return visit(at + 1, of) || (right !== undefined && visit(at, of + 1))
    if (right === MANY) return visit(at, of + 1) || (left !== undefined && visit(at + 1, of))
    if (left === undefined || right === undefined) return left === right
    return (left === right || left === ANY_ONE || right === ANY_ONE) && visit(at + 1, of + 1)
  }
  return visit(0, 0)
}
