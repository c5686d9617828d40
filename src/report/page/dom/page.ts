import { countOf, figure } from '../../html/figures.ts'
import { type Entry, entryOf } from '../entry.ts'
import { filterEntries } from '../filter-entries.ts'
import { pageOf } from '../paging.ts'
import { sortEntries } from '../sort-entries.ts'
import { hashOf, type PageView, viewOf } from '../view.ts'
import { element } from './element.ts'
import { linkFigures } from './link-figures.ts'
import { pager } from './pager.ts'
import { readControls, readRows } from './read-data.ts'
import { tableHead } from './table-head.ts'
import { moveByKeys, rowsOf } from './table-rows.ts'
import { toolbar } from './toolbar.ts'

const PAGE_SIZE = 50
const MOST_PRINTED = 1000

const controls = readControls()
const reportedIds = controls.map(({ id }) => id)
const entries = readRows().map(entryOf)
const opened = new Set<string>()

const state = { view: viewOf(location.hash), sorted: sortEntries(entries, viewOf(location.hash)) }
const current = () => state.view

const bar = toolbar(entries, reportedIds, current, (part) => change({ page: 1, ...part }))
const head = tableHead(current, (sort) => change({ ...sort, page: 1 }))
const body = element('tbody')
const status = element('p', { role: 'status', class: 'found' })
const pages = pager((page) => {
  change({ page })
  section?.scrollIntoView()
})
const section = document.querySelector<HTMLElement>('#buckets')

function setUp(): void {
  document.querySelector('.incomplete')?.remove()
  linkFigures()
  if (!section || entries.length === 0) return
  const title = element('h2', { id: 'buckets-title', tabindex: -1 }, 'Buckets')
  const table = element('table', { class: 'buckets', 'aria-labelledby': 'buckets-title' })
  table.append(head.element, body)
  section.replaceChildren(title, bar.element, status, table, pages.element)
  moveByKeys(body)
  addEventListener('hashchange', () => goTo(location.hash))
  addEventListener('beforeprint', () => show(MOST_PRINTED))
  addEventListener('afterprint', () => show(PAGE_SIZE))
  show(PAGE_SIZE)
}

function change(part: Partial<PageView>): void {
  apply({ ...state.view, ...part })
  history.replaceState(null, '', hashOf(state.view))
}

/** Follows a link of the summary, the browser's Back button, or a shared address. */
function goTo(hash: string): void {
  // This is an anchor of the page, not a view.
  if (hash === '#buckets') return
  apply(viewOf(hash))
  document.querySelector<HTMLElement>('#buckets-title')?.focus()
  section?.scrollIntoView()
}

function apply(view: PageView): void {
  const { sort, isDescending } = state.view
  if (view.sort !== sort || view.isDescending !== isDescending) {
    state.sorted = sortEntries(entries, view)
  }
  state.view = view
  show(PAGE_SIZE)
}

function show(size: number): void {
  const found = filterEntries(state.sorted, state.view, reportedIds)
  const page = pageOf(found.length, size === PAGE_SIZE ? state.view.page : 1, size)
  const shown = found.slice(page.from, page.to)
  bar.show(state.view)
  head.show(state.view)
  body.replaceChildren(...shown.flatMap((entry, place) => rowsOf(entry, place, controls, opened)))
  status.textContent = foundText(found, page.from, page.to)
  pages.show(page)
}

function foundText(found: readonly Entry[], from: number, to: number): string {
  const all = countOf(entries.length, 'bucket')
  if (found.length === 0) return `None of ${all} matches.`
  const which = found.length === entries.length ? all : `${figure(found.length)} of ${all}`
  return found.length === to - from ? which : `${which}; ${figure(from + 1)} to ${figure(to)} shown`
}

setUp()
