import { printableJson } from '../../core/printable.ts'

// Without these characters, a text cannot end the script element or begin a comment.
const MARKUP = /[<>&]/g

/** One line of JSON that stays data inside a script element. */
export const dataLine = (value: unknown): string =>
  `${printableJson(value).replace(MARKUP, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)}\n`

/** The number of rows per script element: a single text of a hundred megabytes would be slow to parse. */
export const ROWS_A_BLOCK = 1000

// A script element of this type is data: the browser does not run it.
export const BLOCK_BEGIN = '<script type="application/json" data-rows>\n'
export const BLOCK_END = '</script>\n'

export const controlsBlock = (controls: unknown): string =>
  `<script type="application/json" id="controls">\n${dataLine(controls)}</script>\n`
