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
  // For each rest of the other glob: whether it has a text in common with the present rest of the one.
  let after = restsWith(one.length, [])
  for (let at = one.length - 1; at >= 0; at -= 1) after = restsWith(at, after)
  return after[0] === true

  function restsWith(at: number, following: readonly boolean[]): readonly boolean[] {
    const rests: boolean[] = []
    for (let of = other.length; of >= 0; of -= 1) {
      const [left, right] = [one[at], other[of]]
      if (left === MANY) rests[of] = following[of] === true || rests[of + 1] === true
      else if (right === MANY) rests[of] = rests[of + 1] === true || following[of] === true
      else if (left === undefined || right === undefined) rests[of] = left === right
      else {
        const isSame = left === right || left === ANY_ONE || right === ANY_ONE
        rests[of] = isSame && following[of + 1] === true
      }
    }
    return rests
  }
}
