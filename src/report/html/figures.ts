/** `12,345`. */
export const figure = (count: number): string => count.toLocaleString('en-US')

/** A share that is never rounded to 0 % or 100 %: `99.9 %` of 9,999 in 10,000, `<0.1 %` of one. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  const tenths = Math.floor((part * 1000) / whole)
  if (part > 0 && tenths === 0) return '<0.1 %'
  return `${(tenths / 10).toFixed(tenths % 10 === 0 ? 0 : 1)} %`
}

/** `1 bucket`, `2 buckets`. */
export const countOf = (count: number, noun: string): string =>
  `${figure(count)} ${noun}${count === 1 ? '' : 's'}`
