const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu

/**
 * Text from outside, fit for a line of an e-mail or a terminal: no control characters or line breaks, nothing that
 * reorders text, no address that a mail program makes a link of, and not longer than `limit` characters.
 */
export function printable(text: string, limit = 400): string {
  // Cut before the replacements too: they need not read a megabyte to show a line.
  const line = text
    .slice(0, limit * 2)
    .replace(UNPRINTABLE, '?')
    .replaceAll('://', '[:]//')
    .replace(/\bwww\./gi, 'www[.]')
  return line.length > limit || text.length > limit * 2 ? `${line.slice(0, limit - 1)}…` : line
}

/** JSON in ASCII only: the same value to every reader, and harmless when a terminal shows it raw. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
