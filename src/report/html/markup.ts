/** Trusted HTML. Only `markup` creates it. */
export interface Markup {
  readonly markup: string
}

type MarkupPart = string | number | Markup | readonly Markup[]

/** A template of HTML: every text put into it is escaped, for elements and quoted attributes alike. */
export const markup = (strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup => ({
  markup: strings
    .map((string, index) => (index === 0 ? string : `${markupText(parts[index - 1])}${string}`))
    .join(''),
})

function markupText(part: MarkupPart | undefined): string {
  if (part === undefined) return ''
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
