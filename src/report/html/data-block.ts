import { printableJson } from '../../core/printable.ts'

// Neither the end of the script element nor the begin of a comment can be spelt without these.
const MARKUP = /[<>&]/g

/** One line of JSON that stays data inside of a script element. */
export const dataLine = (value: unknown): string =>
  `${printableJson(value).replace(MARKUP, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)}\n`

/** Rows of one element: a single text of a hundred megabytes would be slow to take apart. */
export const ROWS_A_BLOCK = 1000

// No script: the browser keeps its text as data, and runs nothing of it.
export const BLOCK_BEGIN = '<script type="application/json" data-rows>\n'
export const BLOCK_END = '</script>\n'

export const controlsBlock = (controls: unknown): string =>
  `<script type="application/json" id="controls">\n${dataLine(controls)}</script>\n`
