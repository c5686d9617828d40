import type { PageView } from '../view.ts'

/** A part of the page that shows the current view. */
export interface Piece {
  readonly element: HTMLElement
  readonly show: (view: PageView) => void
}
