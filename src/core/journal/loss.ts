import type { OwnWrite } from './own-writes.ts'

/** `lost`: Cooper wrote over it, not knowing of it. `undecided`: it may have, or somebody replaced it on purpose. */
export type Loss = 'none' | 'lost' | 'undecided'

export interface ForeignPut<Value> {
  /** Whether it is what stood there at some time. */
  readonly isIn: (stood: Value | null) => boolean
  /** The event's time: CloudTrail tells the second only. Milliseconds since the epoch. */
  readonly second: number
}

const SECOND = 1000

// The clocks of Lambda and S3 both follow UTC; this far apart, in milliseconds, they may be.
const CLOCKS_APART = 100

/**
 * Whether a put of somebody else, which does not stand there, fell between Cooper's last read and its write. Only where
 * what stands there is what Cooper wrote, and nobody else wrote since: a later replacement is meant.
 */
export function lossOf<Value>(
  put: ForeignPut<Value>,
  live: Value | null,
  writes: readonly OwnWrite<Value>[],
  isSame: IsSame<Value>,
): Loss {
  const { sure, possible } = lastWrites(writes, live, isSame)
  if (sure.some(({ before }) => put.isIn(before))) return 'none'
  const touched = possible.filter((write) => mayBeWithin(put, write))
  if (touched.length === 0) return 'none'
  const putBack = possible.flatMap(({ restores }) => restores ?? [])
  if (putBack.some((second) => second > put.second)) return 'none'
  // What was put back in the same second: nobody knows which of the two came later.
  if (putBack.includes(put.second)) return 'undecided'
  return sure.some((write) => isWithinWindow(put, write)) ? 'lost' : 'undecided'
}

type IsSame<Value> = (one: Value | null, other: Value | null) => boolean

/**
 * Cooper's last writes, back to where somebody else wrote: each found what the one before had put, and the last one stands
 * there. What may have been written at any time, or not at all, may belong to them.
 */
function lastWrites<Value>(
  writes: readonly OwnWrite<Value>[],
  live: Value | null,
  isSame: IsSame<Value>,
) {
  const doubtful = writes.filter(({ isSure }) => !isSure)
  const sure: OwnWrite<Value>[] = []
  const possible = new Set<OwnWrite<Value>>()
  let certain = live
  let stood = withDoubtfulWrites([live], doubtful, possible, isSame)
  let isUnbroken = true
  let earlier = writes.filter(({ isSure }) => isSure)
  const isLast = (write: OwnWrite<Value>, index: number) =>
    stood.some((value) => isSame(write.put, value)) &&
    earlier.slice(index + 1).every((later) => mayBeBefore(later, write))
  for (let write = earlier.findLast(isLast); write; write = earlier.findLast(isLast)) {
    earlier = earlier.filter((other) => other !== write)
    isUnbroken &&= isSame(write.put, certain)
    if (isUnbroken) sure.push(write)
    possible.add(write)
    certain = write.before
    stood = withDoubtfulWrites([write.before], doubtful, possible, isSame)
  }
  return { sure, possible: [...possible] }
}

/** Of two that were under way at the same moment, the one that was answered later may have taken effect earlier. */
const mayBeBefore = ({ asked }: Times, { written }: Times) => asked < written + CLOCKS_APART

/** All that may have stood there before, by doubtful writes. */
function withDoubtfulWrites<Value>(
  stood: readonly (Value | null)[],
  doubtful: readonly OwnWrite<Value>[],
  possible: Set<OwnWrite<Value>>,
  isSame: IsSame<Value>,
): readonly (Value | null)[] {
  const befores = doubtful
    .filter((write) => !possible.has(write))
    .flatMap((write) => {
      const found = stood.flatMap((value) => mayHaveFound(write, value, isSame))
      if (found.length > 0) possible.add(write)
      return found
    })
  if (befores.length === 0) return stood
  return withDoubtfulWrites([...stood, ...befores], doubtful, possible, isSame)
}

function mayHaveFound<Value>(
  { put, before, foundFor }: OwnWrite<Value>,
  current: Value | null,
  isSame: IsSame<Value>,
): readonly (Value | null)[] {
  if (isSame(put, current)) return [before]
  const found = foundFor(current)
  return found === undefined ? [] : [found]
}

type Times = Pick<OwnWrite<unknown>, 'asked' | 'read' | 'written'>

const mayBeWithin = ({ second }: Pick<ForeignPut<unknown>, 'second'>, { asked, written }: Times) =>
  second + SECOND > asked - CLOCKS_APART && second < written + CLOCKS_APART

const isWithinWindow = (
  { second }: Pick<ForeignPut<unknown>, 'second'>,
  { read, written }: Times,
) => second >= read + CLOCKS_APART && second + SECOND <= written - CLOCKS_APART
