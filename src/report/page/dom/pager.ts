import type { TablePage } from '../paging.ts'
import { button, element } from './element.ts'

export interface Pager {
  readonly element: HTMLElement
  readonly show: (page: TablePage) => void
}

/** Created once. A button at its end gets `aria-disabled` instead of `disabled`, so that it keeps the focus. */
export function pager(go: (page: number) => void): Pager {
  const state = { page: 1, pages: 1 }
  const text = element('span', {})
  const to = (title: string, target: () => number) => {
    const press = () => {
      if (target() !== state.page) go(target())
    }
    return { target, made: button({ class: 'chip' }, [title], press) }
  }
  const first = to('First', () => 1)
  const previous = to('Previous', () => Math.max(1, state.page - 1))
  const next = to('Next', () => Math.min(state.pages, state.page + 1))
  const last = to('Last', () => state.pages)
  const nav = element(
    'nav',
    { class: 'row pager', 'aria-label': 'Pages' },
    ...[first.made, previous.made, text, next.made, last.made],
  )
  return {
    element: nav,
    show({ page, pages }) {
      Object.assign(state, { page, pages })
      text.textContent = `TablePage ${page.toLocaleString('en-US')} of ${pages.toLocaleString('en-US')}`
      for (const { target, made } of [first, previous, next, last]) {
        made.setAttribute('aria-disabled', String(target() === page))
      }
      nav.hidden = pages === 1
    },
  }
}
