import { figure } from '../../html/figures.ts'
import type { Entry } from '../entry.ts'
import { controlFacets, type Facet, facetsOf } from '../facets.ts'
import { STATUS_TEXTS, STATUSES, type Status } from '../verdict.ts'
import { type PageView, toggled } from '../view.ts'
import { activeFilters } from './active-filters.ts'
import { button, element, sign } from './element.ts'
import { menu } from './menu.ts'
import type { Piece } from './piece.ts'

type Change = (part: Partial<PageView>) => void

/** The search field, status buttons, filter menus, and the filters that are set. */
export function toolbar(
  entries: readonly Entry[],
  controlIds: readonly string[],
  current: () => PageView,
  change: Change,
): Piece {
  const search = searchField(change)
  const chips = statusChips(entries, current, change)
  const tick = (
    list: 'controls' | 'regions' | 'accounts',
    title: string,
    facets: readonly Facet[],
  ) =>
    [
      list,
      menu(title, facets, (value) => change({ [list]: toggled(current()[list], value) })),
    ] as const
  const menus = [
    tick('controls', 'Control', controlFacets(entries, controlIds)),
    tick(
      'regions',
      'Region',
      facetsOf(entries, ({ row }) => row[2]),
    ),
    tick(
      'accounts',
      'Account',
      facetsOf(entries, ({ row }) => row[1]),
    ),
  ]
  const active = activeFilters(current, change, () => search.focus())
  const label = element('label', { class: 'search' }, element('span', {}, 'Search'), search)
  const filters = element('div', { class: 'row' }, ...menus.map(([, { element }]) => element))
  return {
    element: element(
      'div',
      { class: 'toolbar', role: 'search', 'aria-label': 'Buckets' },
      element('div', { class: 'row' }, label, filters),
      chips.element,
      active.element,
    ),
    show(view) {
      if (search.value !== view.query) search.value = view.query
      chips.show(view)
      for (const [list, { show }] of menus) show(view[list])
      active.show(view)
    },
  }
}

function searchField(change: Change): HTMLInputElement {
  const hint = 'Name, account, region, reason'
  const field = element('input', { type: 'search', placeholder: hint, spellcheck: 'false' })
  field.addEventListener('input', () => change({ query: field.value }))
  return field
}

function statusChips(entries: readonly Entry[], current: () => PageView, change: Change): Piece {
  const counts = facetsOf(entries, ({ status }) => status)
  const countOf = (status: Status) => counts.find(({ value }) => value === status)?.count ?? 0
  const shown = STATUSES.filter((one) => one !== 'not-applicable' || countOf(one) > 0)
  const chips = shown.map((status) => {
    const { sign: mark, word } = STATUS_TEXTS[status]
    const number = element('span', { class: 'muted' }, figure(countOf(status)))
    const press = () => change({ statuses: toggled(current().statuses, status) })
    const text = element('span', { class: status }, sign(mark), ` ${word}`)
    return { status, chip: button({ class: 'chip' }, [text, ' ', number], press) }
  })
  return {
    element: element(
      'div',
      { class: 'row', role: 'group', 'aria-label': 'Status' },
      ...chips.map(({ chip }) => chip),
    ),
    show({ statuses }) {
      for (const { status, chip } of chips) {
        chip.setAttribute('aria-pressed', String(statuses.includes(status)))
      }
    },
  }
}
