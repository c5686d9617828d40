/** The lowest and the highest count, in whole objects, with a confidence of 95 %. */
export interface CountRange {
  readonly low: number
  readonly high: number
}

// The quantile of the normal distribution for 95 %.
const Z = 1.959964

/**
 * How many of all objects have a property that `found` objects of a sample have: Wilson's score interval, which is right also
 * where none or all have it.
 */
export function rangeOf(found: number, sampled: number, all: number): CountRange {
  if (sampled >= all) return { low: found, high: found }
  if (sampled === 0) return { low: 0, high: all }
  const share = found / sampled
  const z = (Z * Z) / sampled
  const middle = share + z / 2
  const spread = Z * Math.sqrt((share * (1 - share)) / sampled + z / (4 * sampled))
  const scaled = (part: number) => (part / (1 + z)) * all
  return {
    // What was found is there, and what was seen to be otherwise is not.
    low: Math.max(found, Math.floor(scaled(middle - spread))),
    high: Math.min(all - (sampled - found), Math.ceil(scaled(middle + spread))),
  }
}
