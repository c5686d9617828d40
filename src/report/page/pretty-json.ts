import { escapeUnprintable } from '../../core/printable.ts'

/** JSON to read and to copy: what could not be seen in it is spelt out, and means the same. */
export const prettyJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).split('\n').map(escapeUnprintable).join('\n')
