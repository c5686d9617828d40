// Of letters and marks some are invisible too: fillers, joiners, variation selectors.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Text from outside, fit for a line of an e-mail or a terminal: no control characters or line breaks, nothing invisible
 * or that reorders text, no http:// or www. address, and not longer than `limit` characters.
 */
export function printable(text: string, limit = 400): string {
  // Cut before the replacements too: they need not read a megabyte to show a line.
  const line = text
    .slice(0, limit * 2 + 2)
    .replace(UNPRINTABLE, '?')
    .replaceAll('://', '[:]//')
    .replace(/\bwww\./gi, 'www[.]')
  const characters = Array.from(line)
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line
}

/** JSON that is harmless when a terminal shows it raw, and the same value to every reader. */
export const printableJson = (value: unknown): string => escapeUnprintable(JSON.stringify(value))

/** The same for JSON that is written already, without line breaks. */
export const escapeUnprintable = (json: string): string => json.replace(UNPRINTABLE, escaped)

const escaped = (character: string) =>
  Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16)
    return `\\u${unit.padStart(4, '0')}`
  }).join('')
