import { isDescendingAtFirst } from '../sort-entries.ts'
import type { PageView, SortKey } from '../view.ts'
import { button, element, sign } from './element.ts'

export const COLUMNS: readonly (readonly [key: SortKey, title: string])[] = [
  ['status', 'Status'],
  ['name', 'Bucket'],
  ['account', 'Account'],
  ['region', 'Region'],
  ['not-compliant', 'Not compliant with'],
]

type Sort = Pick<PageView, 'sort' | 'isDescending'>

export interface TableHead {
  readonly element: HTMLElement
  readonly show: (sort: Sort) => void
}

/** Created once, so that the focus stays on a column's button while the rows change. */
export function tableHead(current: () => Sort, sortBy: (sort: Sort) => void): TableHead {
  const cells = COLUMNS.map(([key, title]) => {
    const press = () => sortBy(next(key, current()))
    const head = element('th', { scope: 'col', class: `column-${key}` })
    head.append(button({ class: 'sort' }, [title, ' ', sign('')], press))
    return { key, head }
  })
  return {
    element: element('thead', {}, element('tr', {}, ...cells.map(({ head }) => head))),
    show({ sort, isDescending }) {
      for (const { key, head } of cells) {
        const isSorted = key === sort
        if (isSorted) head.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending')
        else head.removeAttribute('aria-sort')
        const arrow = head.querySelector('[aria-hidden]')
        if (arrow) arrow.textContent = isSorted ? (isDescending ? '▼' : '▲') : ''
      }
    },
  }
}

const next = (key: SortKey, { sort, isDescending }: Sort): Sort => ({
  sort: key,
  isDescending: key === sort ? !isDescending : isDescendingAtFirst(key),
})
