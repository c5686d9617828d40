import { element } from './element.ts'

/** Turns the names in the summary into links to the buckets that they count. The links need this script to work. */
export function linkFigures(): void {
  for (const name of document.querySelectorAll<HTMLElement>('[data-filter]')) {
    const link = element('a', { href: `#${name.dataset.filter}` })
    link.append(...name.childNodes)
    name.replaceWith(link)
  }
}
