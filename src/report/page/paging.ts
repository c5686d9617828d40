export interface TablePage {
  /** Counted from 1, and there is always one. */
  readonly page: number
  readonly pages: number
  /** Of the entries, as `slice` takes them. */
  readonly from: number
  readonly to: number
}

/** The page that is asked for, or the last one there is. */
export function pageOf(count: number, asked: number, size: number): TablePage {
  const pages = Math.max(1, Math.ceil(count / size))
  const page = Math.min(Math.max(1, asked), pages)
  const from = (page - 1) * size
  return { page, pages, from, to: Math.min(count, from + size) }
}
