import { escapeUnprintable } from '../../core/printable.ts'

/** JSON to read and to copy. Invisible characters are escaped, so that the JSON still means the same. */
export const prettyJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).split('\n').map(escapeUnprintable).join('\n')
