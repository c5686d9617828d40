import { characters } from '../../glob.ts'

/** The characters that a part of a string can contain. */
export interface Charset {
  /** All characters, or the likeliest ones where there are too many to list. */
  readonly preferred: readonly number[]
  readonly has: (code: number) => boolean
  readonly isListed: boolean
}

/** A part of a string: fixed text, or `min` to `max` characters of a set. */
export type Segment =
  | { readonly text: string }
  | { readonly charset: Charset; readonly min: number; readonly max: number }

/** All strings of a certain form, part by part. */
export type Shape = readonly Segment[]

const LOWER = 'xyzabcdefghijklmnopqrstuvw'
const UPPER = LOWER.toUpperCase()
const DIGIT = '4567890123'

function listed(text: string): Charset {
  const preferred = characters(text)
  const set = new Set(preferred)
  return { preferred, has: (code) => set.has(code), isListed: true }
}

export const DIGITS = listed(DIGIT)
const LETTER_SHAPE = listed(LOWER)
export const UNIQUE_ID = listed(UPPER + DIGIT + LOWER)
export const NAME_SHAPE = listed(`${LOWER}${UPPER}${DIGIT}-_+=,.@`)
export const SPACED_NAME = listed(`${LOWER}${UPPER}${DIGIT} -_+=,.@`)
export const PATH = listed(`${LOWER}${UPPER}${DIGIT}-_+=,.@/!"#$%&'();<>[]^{|}~\`:\\*?`)

/** Any text that UTF-8 can encode, as in the key of an object: more characters than the largest policy can name. */
export const TEXT: Charset = {
  preferred: characters(LOWER + DIGIT + UPPER),
  has: (code) => code < FIRST_SURROGATE || code > LAST_SURROGATE,
  isListed: false,
}
const FIRST_SURROGATE = 0xd800
const LAST_SURROGATE = 0xdfff

const PART: Charset = { ...TEXT, has: (code) => TEXT.has(code) && code !== 58 }

export function textShape(content: string): Segment {
  return { text: content }
}

export function some(charset: Charset, min: number, max = min): Segment {
  return { charset, min, max }
}

const COLON_TEXT = textShape(':')
const LONGEST_TEXT = 2048

/** An object key has 1 to 1,024 bytes. */
export function objectArnShape(bucketArn: string): Shape {
  return [textShape(`${bucketArn}/`), some(TEXT, 1, 1024)]
}

export const ACTION_SHAPE: Shape = [textShape('s3:'), some(LETTER_SHAPE, 1, 64)]
export const TEXT_SHAPES: readonly Shape[] = [[some(TEXT, 1, LONGEST_TEXT)], [textShape('')]]
const OCTET = some(DIGITS, 1, 3)
const ADDRESS_SHAPE = listed('0123456789abcdef:.')
export const IP_SHAPES: readonly Shape[] = [
  [OCTET, textShape('.'), OCTET, textShape('.'), OCTET, textShape('.'), OCTET],
  [some(ADDRESS_SHAPE, 2, 45)],
]
export const NUMBER_SHAPES: readonly Shape[] = [[some(listed('0123456789.+-'), 1, 32)]]
export const DATE_SHAPES: readonly Shape[] = [[some(listed('0123456789-:.+TtZz'), 1, 40)]]
/** The name of a service as a principal, such as `athena.amazonaws.com`. */
export const SERVICE_SHAPES: readonly Shape[] = [
  [some(LETTER_SHAPE, 1, 64), textShape('.amazonaws.com')],
]
export const ARN_SHAPES: readonly Shape[] = [
  [
    ...[
      textShape('arn:'),
      some(PART, 1, LONGEST_TEXT),
      COLON_TEXT,
      some(PART, 1, LONGEST_TEXT),
      COLON_TEXT,
    ],
    ...[
      some(PART, 0, LONGEST_TEXT),
      COLON_TEXT,
      some(PART, 0, LONGEST_TEXT),
      COLON_TEXT,
      some(TEXT, 1, LONGEST_TEXT),
    ],
  ],
]
