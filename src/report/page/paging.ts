export interface TablePage {
  /** Counted from 1. There is always a page. */
  readonly page: number
  readonly pages: number
  /** The range of the entries, as `slice` takes it. */
  readonly from: number
  readonly to: number
}

/** The requested page, or the last one if there are fewer. */
export function pageOf(count: number, asked: number, size: number): TablePage {
  const pages = Math.max(1, Math.ceil(count / size))
  const page = Math.min(Math.max(1, asked), pages)
  const from = (page - 1) * size
  return { page, pages, from, to: Math.min(count, from + size) }
}
