/** Longer lines are no records: the longest request line that S3 takes is a few kilobytes long. */
const LONGEST_LINE = 1024 * 1024

export interface LineReader {
  /** Takes the next piece of a text, of any size. */
  readonly take: (text: string) => void
  /** Takes what is left after the last line break. */
  readonly end: () => void
}

/** Splits a text that arrives in pieces into lines. A line without end is cut off, so that memory stays bounded. */
export function lineReader(line: (text: string) => void): LineReader {
  let rest = ''
  return {
    take(text) {
      let start = 0
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        line(rest === '' ? text.slice(start, end) : rest + text.slice(start, end))
        rest = ''
        start = end + 1
      }
      if (rest.length < LONGEST_LINE) rest += text.slice(start)
    },
    end() {
      if (rest !== '') line(rest)
      rest = ''
    },
  }
}
