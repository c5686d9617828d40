/** Where the referer and the user agent of a line stand. */
export interface ClientPlace {
  readonly start: number
  readonly refererEnd: number
  /** Where the next field begins. */
  readonly end: number
}

/**
 * Referer and user agent are quoted, or a dash. S3 writes quotes within them as they are. No field behind them has a quote, so
 * the last quote of the line closes the user agent. `undefined`: the line has no field behind them.
 */
export function findClient(line: string, start: number): ClientPlace | undefined {
  const lastQuote = lastQuoteFrom(line, start)
  const isQuoted = line[start] === '"'
  const quoteEnd = isQuoted ? closingQuote(line, start + 1) + 1 : 0
  const refererEnd = isQuoted ? quoteEnd : line.indexOf(' ', start)
  if (refererEnd <= start) return undefined
  const isAgentQuoted = lastQuote > refererEnd + 1
  const space = isAgentQuoted ? lastQuote + 1 : line.indexOf(' ', refererEnd + 1)
  return line[space] === ' ' ? { start, refererEnd, end: space + 1 } : undefined
}

/** The next quote that a space follows, or -1. */
export function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from)
  while (at >= 0 && line[at + 1] !== ' ') at = line.indexOf('"', at + 1)
  return at
}

// Not `lastIndexOf`, which is slower.
function lastQuoteFrom(line: string, from: number): number {
  let last = -1
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) last = at
  return last
}
