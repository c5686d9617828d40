import type { JournalEntry } from './entry.ts'
import type { LostUpdate } from './lost-update.ts'
import type { OwnWrite } from './own-writes.ts'

/** Finds out from the journal of a bucket what replaced a put. `undefined`: somebody replaced it later, on purpose. */
export type ExplainLoss = (entries: readonly JournalEntry[]) => LostUpdate | undefined

/** `lost`: Cooper replaced the put without having read it. `undecided`: Cooper may have, or somebody replaced it on purpose. */
export type Loss = 'none' | 'lost' | 'undecided'

export interface ForeignPut<Value> {
  /** Whether an earlier value of the attribute is what this call put. */
  readonly isIn: (earlier: Value | null) => boolean
  /** The event's time in milliseconds since the epoch. CloudTrail's resolution is one second. */
  readonly second: number
}

const SECOND = 1000

// Milliseconds by which the clocks of Lambda and S3 may differ.
const CLOCKS_APART = 100

/**
 * Whether a foreign put, which is no longer the current value, took effect between Cooper's last read and its write. A
 * loss is possible only where the current value is what Cooper wrote: a later write by somebody else is deliberate.
 */
export function lossOf<Value>(
  put: ForeignPut<Value>,
  live: Value | null,
  writes: readonly OwnWrite<Value>[],
  isSame: IsSame<Value>,
): Loss {
  const { sure, possible } = lastWrites(writes, live, isSame)
  const found = sure.filter(({ before }) => put.isIn(before))
  // Cooper restored an older put over this one, whose value it could not tell from an earlier one, or from its own.
  const isOlder = ({ restores = put.second, written }: OwnWrite<Value>) =>
    restores < put.second && put.second < written
  if (found.length > 0) return sure.some(isOlder) ? 'undecided' : 'none'
  const touched = possible.filter((write) => mayBeWithin(put, write))
  if (touched.length === 0) return 'none'
  const putBack = possible.flatMap(({ restores }) => restores ?? [])
  if (putBack.some((second) => second > put.second)) return 'none'
  // Restored in the same second: the times do not say which of the two puts came later.
  if (putBack.includes(put.second)) return 'undecided'
  return sure.some((write) => isWithinWindow(put, write)) ? 'lost' : 'undecided'
}

/** Whether Cooper may have replaced a foreign put, where nobody can read the current value. */
export const mayBeLost = <Value>(
  put: ForeignPut<Value>,
  writes: readonly OwnWrite<Value>[],
): boolean =>
  writes.some((write) => mayBeWithin(put, write)) && !writes.some(({ before }) => put.isIn(before))

type IsSame<Value> = (one: Value | null, other: Value | null) => boolean

/**
 * Cooper's latest unbroken run of writes: each one found the value that the write before it had put, and the last one put
 * the current value. Writes whose time or success is not known may belong to the run.
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
  let earlierValues = withDoubtfulWrites([live], doubtful, possible, isSame)
  let isUnbroken = true
  let earlier = writes.filter(({ isSure }) => isSure)
  const isLast = (write: OwnWrite<Value>, index: number) =>
    earlierValues.some((value) => isSame(write.put, value)) &&
    earlier.slice(index + 1).every((later) => mayBeBefore(later, write))
  for (let write = earlier.findLast(isLast); write; write = earlier.findLast(isLast)) {
    earlier = earlier.filter((other) => other !== write)
    isUnbroken &&= isSame(write.put, certain)
    if (isUnbroken) sure.push(write)
    possible.add(write)
    certain = write.before
    earlierValues = withDoubtfulWrites([write.before], doubtful, possible, isSame)
  }
  return { sure, possible: [...possible] }
}

/** Of two concurrent writes, the one that was answered later may have taken effect earlier. */
const mayBeBefore = ({ asked }: Times, { written }: Times) => asked < written + CLOCKS_APART

/** The given values, and those that a write of unknown success may have replaced by one of them. */
function withDoubtfulWrites<Value>(
  values: readonly (Value | null)[],
  doubtful: readonly OwnWrite<Value>[],
  possible: Set<OwnWrite<Value>>,
  isSame: IsSame<Value>,
): readonly (Value | null)[] {
  const befores = doubtful
    .filter((write) => !possible.has(write))
    .flatMap((write) => {
      const found = values.flatMap((value) => mayHaveFound(write, value, isSame))
      if (found.length > 0) possible.add(write)
      return found
    })
  if (befores.length === 0) return values
  return withDoubtfulWrites([...values, ...befores], doubtful, possible, isSame)
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
