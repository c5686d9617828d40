import { countOf, figure } from '../../html/figures.ts'
import type { Facet } from '../facets.ts'
import { element } from './element.ts'

export interface Menu {
  readonly element: HTMLElement
  readonly show: (chosen: readonly string[]) => void
}

const MOST_ITEMS = 200
const FEW = 12

/** A list of checkboxes, with a search field if the list is long. */
export function menu(
  title: string,
  facets: readonly Facet[],
  toggle: (value: string) => void,
): Menu {
  const state = { chosen: [] as readonly string[], sought: '' }
  const summary = element('summary', {}, title)
  const list = element('ul')
  const fill = () => list.replaceChildren(...itemsOf(facets, state, toggle))
  const find = element('input', {
    type: 'search',
    placeholder: 'Find',
    'aria-label': `Find in ${title.toLowerCase()}s`,
  })
  find.addEventListener('input', () => {
    state.sought = find.value.toLowerCase()
    fill()
  })
  const box = element('div', {}, ...(facets.length > FEW ? [find] : []), list)
  const details = element('details', { class: 'menu' }, summary, box)
  closeByItself(details, summary)
  fill()
  return {
    element: details,
    show(chosen) {
      state.chosen = chosen
      summary.textContent = chosen.length === 0 ? title : `${title} (${chosen.length})`
      for (const box of list.querySelectorAll('input')) box.checked = chosen.includes(box.value)
    },
  }
}

function itemsOf(
  facets: readonly Facet[],
  { chosen, sought }: { chosen: readonly string[]; sought: string },
  toggle: (value: string) => void,
): readonly HTMLElement[] {
  const found = facets.filter(({ value }) => value.toLowerCase().includes(sought))
  const items = found.slice(0, MOST_ITEMS).map(({ value, count }) => {
    const box = element('input', { type: 'checkbox', value })
    box.checked = chosen.includes(value)
    box.addEventListener('change', () => toggle(value))
    const label = element('label', {}, box, element('span', { class: 'name' }, value))
    label.append(element('span', { class: 'muted' }, figure(count)))
    return element('li', {}, label)
  })
  const more = found.length - items.length
  const last = found.length === 0 ? 'No match' : `${countOf(more, 'more value')}: type to find them`
  return found.length > 0 && more === 0
    ? items
    : [...items, element('li', { class: 'muted' }, last)]
}

function closeByItself(details: HTMLDetailsElement, summary: HTMLElement): void {
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return
    details.open = false
    summary.focus()
  })
  details.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !details.contains(relatedTarget)) details.open = false
  })
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !details.contains(target)) details.open = false
  })
}
