import { STATUSES, type Status } from './verdict.ts'

export const SORT_KEYS = ['status', 'name', 'account', 'region', 'not-compliant'] as const

export type SortKey = (typeof SORT_KEYS)[number]

/** Filter, order and page of the table. The address contains them, so that users can share a view as a link. */
export interface PageView {
  /** Words that must all occur. */
  readonly query: string
  /** An empty list, here and below, does not filter. */
  readonly statuses: readonly Status[]
  readonly controls: readonly string[]
  readonly regions: readonly string[]
  readonly accounts: readonly string[]
  readonly sort: SortKey
  readonly isDescending: boolean
  /** Counted from 1. */
  readonly page: number
}

/** All buckets, the worst first. */
export const WHOLE: PageView = {
  query: '',
  statuses: [],
  controls: [],
  regions: [],
  accounts: [],
  sort: 'status',
  isDescending: true,
  page: 1,
}

/** `#status=unknown&region=eu-west-1`; `#` for all buckets. */
export function hashOf(view: PageView): string {
  const { query, sort, isDescending, page } = view
  const order = `${isDescending ? '-' : ''}${sort}`
  const parts: readonly (readonly [string, string])[] = [
    ...(query === '' ? [] : [['q', query] as const]),
    ...view.statuses.map((value) => ['status', value] as const),
    ...view.controls.map((value) => ['control', value] as const),
    ...view.regions.map((value) => ['region', value] as const),
    ...view.accounts.map((value) => ['account', value] as const),
    ...(order === '-status' ? [] : [['sort', order] as const]),
    ...(page === 1 ? [] : [['page', String(page)] as const]),
  ]
  return `#${new URLSearchParams(parts.map(([name, value]): [string, string] => [name, value]))}`
}

/** The view in an address. Values that are not valid are ignored. */
export function viewOf(hash: string): PageView {
  const asked = new URLSearchParams(hash.replace(/^#/, ''))
  const order = asked.get('sort') ?? '-status'
  const sort = SORT_KEYS.find((key) => key === order.replace(/^-/, ''))
  const page = Number(asked.get('page') ?? 1)
  return {
    query: asked.get('q') ?? '',
    statuses: STATUSES.filter((status) => asked.getAll('status').includes(status)),
    controls: asked.getAll('control'),
    regions: asked.getAll('region'),
    accounts: asked.getAll('account'),
    sort: sort ?? WHOLE.sort,
    isDescending: sort ? order.startsWith('-') : WHOLE.isDescending,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  }
}

/** Adds the value to the list, or removes it if the list has it. */
export const toggled = <T>(list: readonly T[], value: T): readonly T[] =>
  list.includes(value) ? list.filter((one) => one !== value) : [...list, value]
