import { isBucketName } from './bucket.ts'

// Some letters and marks are invisible too: fillers, joiners, variation selectors.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** Of the reason of a finding, in characters. A counterexample may name a long object key. */
export const LONGEST_REASON = 1200

/**
 * Makes foreign text safe for a line of an e-mail or a terminal: no control characters, line breaks, invisible or
 * reordering characters, no http:// or www. address, and at most `limit` characters.
 */
export function printable(text: string, limit = 400): string {
  // Cut before the replacements too, so that they need not process a megabyte for one line.
  const line = text
    .slice(0, limit * 2 + 2)
    .replace(UNPRINTABLE, '?')
    .replaceAll('://', '[:]//')
    .replace(/\bwww\./gi, 'www[.]')
  const characters = Array.from(line)
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line
}

/**
 * Printable text in which the name of its bucket stands as it is. A name such as `www.example.org` is data: people copy it,
 * and search for it.
 */
export function keepName(text: string, bucket: string): string {
  // Any other text stays altered, since it could be more than a name.
  if (!isBucketName(bucket)) return text
  const altered = printable(bucket, 255)
  return altered === bucket ? text : text.replaceAll(altered, () => bucket)
}

/**
 * Foreign text in a sentence or on a terminal: control, invisible and reordering characters are shown as `\u000a`. At
 * most `limit` characters.
 */
export function visible(text: string, limit = 400): string {
  const characters = Array.from(escapeUnprintable(text.slice(0, limit * 2 + 2)))
  return characters.length > limit
    ? `${characters.slice(0, limit - 1).join('')}…`
    : characters.join('')
}

/** JSON that is safe in a terminal, and has the same value for every parser. */
export const printableJson = (value: unknown): string => escapeUnprintable(JSON.stringify(value))

/** Makes JSON text without line breaks safe in a terminal. */
export const escapeUnprintable = (json: string): string => json.replace(UNPRINTABLE, escaped)

const escaped = (character: string) =>
  Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16)
    return `\\u${unit.padStart(4, '0')}`
  }).join('')
