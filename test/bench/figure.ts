/** A row of the table. */
export interface Figure extends Spread {
  readonly figure: string
  readonly unit: string
  /** In the same unit, and measured in the same run if possible. */
  readonly limit: number
  /** A description of the limit. */
  readonly of: string
  /** The maximum or minimum of the median, as a multiple of the limit. Absent: only for comparison. */
  readonly aim?: { readonly atMost: number } | { readonly atLeast: number }
}

export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
  return { min: at(0), median: at(0.5), max: at(1) }
}

export const only = (value: number): Spread => ({ min: value, median: value, max: value })

export const ratioOf = ({ median, limit }: Figure): number => median / limit

/** NaN if there are no values. */
export function isKept(figure: Figure): boolean {
  const { aim } = figure
  if (!aim) return true
  const ratio = ratioOf(figure)
  return 'atMost' in aim ? ratio <= aim.atMost : ratio >= aim.atLeast
}

export function rowOf(figure: Figure) {
  const { unit, min, median, max, limit, of, aim } = figure
  const required = aim ? ('atMost' in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`) : ''
  return {
    ...{ unit, min: short(min), median: short(median), max: short(max) },
    ...{ limit: short(limit), of, ratio: short(ratioOf(figure)), aim: required },
    kept: aim ? (isKept(figure) ? 'yes' : 'NO') : '',
  }
}

const short = (value: number): number =>
  Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3))
