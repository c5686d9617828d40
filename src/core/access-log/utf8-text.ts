const decoder = new TextDecoder()

/**
 * The text of bytes that were read as one character each, which is the fastest way to read a log. The result is a copy: a slice
 * of a line would keep all that was read with the line in memory.
 */
export const utf8Text = (bytes: string): string =>
  decoder.decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)))
