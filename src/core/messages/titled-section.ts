/** A section of an e-mail. Empty without lines. */
export const titledSection = (title: string, lines: readonly string[]): string =>
  lines.length > 0 ? [title.toUpperCase(), ...lines].join('\n') : ''
