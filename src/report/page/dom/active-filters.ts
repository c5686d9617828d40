import { type PageView, toggled, WHOLE } from '../view.ts'
import { button, element, sign } from './element.ts'
import type { Piece } from './piece.ts'

const LISTS = [
  ['controls', 'Control'],
  ['regions', 'Region'],
  ['accounts', 'Account'],
] as const

/** The filters that are set. A press on one removes it. */
export function activeFilters(
  current: () => PageView,
  change: (part: Partial<PageView>) => void,
  focusElsewhere: () => void,
): Piece {
  const list = element('ul', { class: 'row active', 'aria-label': 'Filters' })
  const off = (part: Partial<PageView>) => {
    change(part)
    focusElsewhere()
  }
  return {
    element: list,
    show(view) {
      const chips = LISTS.flatMap(([key, title]) =>
        view[key].map((value) =>
          button(
            { class: 'chip', 'aria-label': `Remove filter: ${title} ${value}` },
            [`${title}: ${value} `, sign('✕')],
            () => off({ [key]: toggled(current()[key], value) }),
          ),
        ),
      )
      const { query, statuses } = view
      const hasMore = query !== '' || statuses.length > 0 || chips.length > 0
      const { sort, isDescending, ...unfiltered } = WHOLE
      const all = button({ class: 'chip plain' }, ['Show all buckets'], () => off(unfiltered))
      list.replaceChildren(
        ...[...chips, ...(hasMore ? [all] : [])].map((chip) => element('li', {}, chip)),
      )
      list.hidden = !hasMore
    },
  }
}
