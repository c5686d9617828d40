import { element } from './element.ts'

/** Makes the names in the summary links to the buckets that they count. Without this script they would lead nowhere. */
export function linkFigures(): void {
  for (const name of document.querySelectorAll<HTMLElement>('[data-filter]')) {
    const link = element('a', { href: `#${name.dataset.filter}` })
    link.append(...name.childNodes)
    name.replaceWith(link)
  }
}
