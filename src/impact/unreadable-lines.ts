export interface UnreadableLines {
  readonly unreadable: number
  /** One of them. */
  readonly line: string | undefined
}

/** Counts the lines of logs that are no records, and keeps the first. */
export function unreadableLines() {
  let unreadable = 0
  let line: string | undefined
  return {
    add(text: string) {
      unreadable += 1
      line ??= text
    },
    count: (): UnreadableLines => ({ unreadable, line }),
  }
}
