import type { ControlDetail, Row } from '../row.ts'

/** The rows in the file, in the order in which they were written. */
export const readRows = (): readonly Row[] =>
  [...document.querySelectorAll('script[data-rows]')].flatMap(({ textContent }) =>
    (textContent ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Row => JSON.parse(line)),
  )

export const readControls = (): readonly ControlDetail[] =>
  JSON.parse(document.querySelector('#controls')?.textContent ?? '[]')
