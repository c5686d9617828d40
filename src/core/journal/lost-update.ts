import type { OwnWrite } from './own-writes.ts'

/** `lost`: Cooper wrote over it, not knowing of it. `undecided`: it may have, or somebody replaced it on purpose. */
export type Loss = 'none' | 'lost' | 'undecided'

export interface ForeignPut<Value> {
  readonly value: Value | null
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
  isSame: (one: Value | null, other: Value | null) => boolean,
): Loss {
  const unbroken = unbrokenEnd(writes, live, isSame)
  const touched = unbroken.find((write) => mayBeWithin(put, write))
  if (!touched || isSame(touched.before, put.value)) return 'none'
  const later = unbroken.slice(unbroken.indexOf(touched)).flatMap(({ restores }) => restores ?? [])
  if (later.some((second) => second > put.second)) return 'none'
  // What was put back in the same second: nobody knows which of the two came later.
  if (later.includes(put.second)) return 'undecided'
  return isWithin(put, touched) ? 'lost' : 'undecided'
}

/** Cooper's last writes, as far as each found what the one before had put, and the last one stands there. */
function unbrokenEnd<Value>(
  writes: readonly OwnWrite<Value>[],
  live: Value | null,
  isSame: (one: Value | null, other: Value | null) => boolean,
): readonly OwnWrite<Value>[] {
  const end: OwnWrite<Value>[] = []
  let standing = live
  for (const write of writes.toReversed()) {
    if (isSame(write.put, standing)) {
      end.unshift(write)
      standing = write.before
    } else if (write.isSure) break
  }
  return end
}

const mayBeWithin = ({ second }: ForeignPut<unknown>, { asked, written }: OwnWrite<unknown>) =>
  second + SECOND > asked - CLOCKS_APART && second < written + CLOCKS_APART

const isWithin = ({ second }: ForeignPut<unknown>, { read, written }: OwnWrite<unknown>) =>
  second >= read + CLOCKS_APART && second + SECOND <= written - CLOCKS_APART
