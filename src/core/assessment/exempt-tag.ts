import { CONTROL_IDS, type ControlId } from '../controls/ids.ts'
import { printable } from '../printable.ts'

export const EXEMPT_TAG = 'cooper:exempt'

/** The value of the tag `cooper:exempt`, such as `tls-only minimum-tls until=2027-01-31 legacy scanner`. */
export interface ExemptTag {
  readonly controls: readonly ControlId[]
  readonly until: string | undefined
  /** The owner's reason. */
  readonly reason: string
}

/** Returns a text where the tag is malformed: what is wrong, and the right form. A malformed tag exempts nothing. */
export function parseExemptTag(value: string): ExemptTag | string {
  const words = value.split(/\s+/).filter((word) => word !== '')
  const names = namesIn(words)
  const [first = ''] = words
  if (names.length === 0) return `${quotedWord(first)} is neither "all" nor the id of a control`
  const others = words.slice(names.length)
  const [next = ''] = others
  if (LIKE_A_CONTROL.test(next)) return `${quotedWord(next)} is not the id of a control`
  const bare = others.find((word) => DAY_IN_TEXT.test(word) && !/^until=/i.test(word))
  if (bare !== undefined)
    return `the day in ${quotedWord(bare)} must be written as until=2027-01-31`
  const [until, ...repeated] = others.filter((word) => /until/i.test(word))
  if (repeated.length > 0) return 'it says "until" more than once'
  const day = until?.replace(/^until=/i, '')
  if (day !== undefined && !isDay(day))
    return `${quotedWord(day)} is not a day such as until=2027-01-31`
  return {
    controls: CONTROL_IDS.filter((id) => names.some((name) => isAll(name) || isId(name, id))),
    until: day,
    reason: others.filter((word) => word !== until).join(' '),
  }
}

// A misspelled id or day would exempt something else than the owner intended.
const FIRST_WORDS = CONTROL_IDS.map((id) => id.replace(/-.*/, ''))
const LIKE_A_CONTROL = new RegExp(`^(${FIRST_WORDS.join('|')})[-_]`, 'i')
const DAY_IN_TEXT = /\d{4}-\d\d-\d\d/

const isAll = (word: string) => word.toLowerCase() === 'all'

const isId = (word: string, id: ControlId) => word.toLowerCase() === id

/** `all` alone, or ids. Any other word begins the reason, also `all` after an id. */
function namesIn(words: readonly string[]): readonly string[] {
  const [first = ''] = words
  if (isAll(first)) return [first]
  const end = words.findIndex((word) => !CONTROL_IDS.some((id) => isId(word, id)))
  return end === -1 ? words : words.slice(0, end)
}

/** Whether the day exists: JavaScript reads 2027-02-30 as a day in March. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

const quotedWord = (text: string) => `"${printable(text, 60)}"`
