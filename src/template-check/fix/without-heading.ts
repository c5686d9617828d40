/** A snippet of a message as lines for a file: without its first line, and less indented. */
export const withoutHeading = (snippet: string): string =>
  snippet
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n')
