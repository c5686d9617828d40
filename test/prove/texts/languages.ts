/**
 * A set of texts, by Brzozowski's derivatives: what may follow after a character, and whether it may end here. Equal constructions are
 * one object. https://doi.org/10.1145/321239.321249
 */
export interface Language {
  readonly id: number
  readonly acceptsEmpty: boolean
  /** Code points at which the set of next characters may change. */
  readonly bounds: ReadonlySet<number>
  /** The rests of all texts that begin with this character. */
  readonly after: (code: number) => Language
}

const interned = new Map<string, Language>()

function intern(
  key: string,
  acceptsEmpty: boolean,
  bounds: Iterable<number>,
  after: (code: number) => Language,
): Language {
  const existing = interned.get(key)
  if (existing) return existing
  const known = new Map<number, Language>()
  const language: Language = {
    id: interned.size,
    acceptsEmpty,
    bounds: new Set(bounds),
    after(code) {
      const rest = known.get(code) ?? after(code)
      known.set(code, rest)
      return rest
    },
  }
  interned.set(key, language)
  return language
}

const LAST_CODE = 0x10ffff
const boundsOf = (parts: readonly Language[]) => parts.flatMap(({ bounds }) => [...bounds])

export const NOTHING: Language = intern('nothing', false, [], () => NOTHING)
export const EMPTY_TEXT: Language = intern('empty', true, [], () => NOTHING)

/** One character of some ranges of code points. */
export function oneOfRanges(ranges: readonly (readonly [number, number])[]): Language {
  const bounds = ranges.flatMap(([first, last]) => [first, last + 1])
  return intern(`ranges ${ranges.join(' ')}`, false, bounds, (code) =>
    ranges.some(([first, last]) => first <= code && code <= last) ? EMPTY_TEXT : NOTHING,
  )
}

/** Any character that UTF-8 can encode: half of a surrogate pair is none. */
export const ANY_CHARACTER = oneOfRanges([
  [0, 0xd7ff],
  [0xe000, LAST_CODE],
])

const codeOf = (one: string | undefined) => one?.codePointAt(0) ?? 0

/** A character of a list such as `a-z0-9_`. */
export const characters = (list: string): Language =>
  oneOfRanges(
    [...list.matchAll(/(.)-(.)|(.)/gsu)].map(([, first, last, one]) =>
      one === undefined ? [codeOf(first), codeOf(last)] : [codeOf(one), codeOf(one)],
    ),
  )

export const anyExcept = (one: string): Language =>
  oneOfRanges([
    [0, codeOf(one) - 1],
    [codeOf(one) + 1, 0xd7ff],
    [0xe000, LAST_CODE],
  ])

const joined = (left: Language, right: Language): Language => {
  if (left === NOTHING || right === NOTHING) return NOTHING
  if (left === EMPTY_TEXT) return right
  if (right === EMPTY_TEXT) return left
  return intern(
    `${left.id} then ${right.id}`,
    left.acceptsEmpty && right.acceptsEmpty,
    boundsOf([left, right]),
    (code) => {
      const rest = joined(left.after(code), right)
      return left.acceptsEmpty ? either([rest, right.after(code)]) : rest
    },
  )
}

export const sequence = (parts: readonly Language[]): Language =>
  parts.reduceRight((rest, part) => joined(part, rest), EMPTY_TEXT)

export const exactText = (text: string): Language =>
  sequence([...text].map((one) => oneOfRanges([[codeOf(one), codeOf(one)]])))

export function repeated(part: Language): Language {
  return intern(`any number of ${part.id}`, true, part.bounds, (code) =>
    joined(part.after(code), repeated(part)),
  )
}

export const ANY_TEXT = repeated(ANY_CHARACTER)
export const oneOrMore = (part: Language): Language => joined(part, repeated(part))
export const optional = (part: Language): Language => either([EMPTY_TEXT, part])
export const times = (count: number, part: Language): Language =>
  sequence(Array.from({ length: count }, () => part))

const sorted = (parts: readonly Language[]) =>
  [...new Set(parts)].toSorted((left, right) => left.id - right.id)
const idsOf = (parts: readonly Language[]) => parts.map(({ id }) => id).join(' ')

export function either(parts: readonly Language[]): Language {
  const open = sorted(parts).filter((part) => part !== NOTHING)
  if (open.includes(ANY_TEXT)) return ANY_TEXT
  const [only = NOTHING] = open
  if (open.length < 2) return only
  const accepts = open.some(({ acceptsEmpty }) => acceptsEmpty)
  return intern(`either ${idsOf(open)}`, accepts, boundsOf(open), (code) =>
    either(open.map((part) => part.after(code))),
  )
}

export function inAll(parts: readonly Language[]): Language {
  const open = sorted(parts).filter((part) => part !== ANY_TEXT)
  if (open.includes(NOTHING)) return NOTHING
  const [only = ANY_TEXT] = open
  if (open.length < 2) return only
  const accepts = open.every(({ acceptsEmpty }) => acceptsEmpty)
  return intern(`all ${idsOf(open)}`, accepts, boundsOf(open), (code) =>
    inAll(open.map((part) => part.after(code))),
  )
}

export function allBut(part: Language): Language {
  if (part === NOTHING) return ANY_TEXT
  if (part === ANY_TEXT) return NOTHING
  return intern(`not ${part.id}`, !part.acceptsEmpty, part.bounds, (code) =>
    allBut(part.after(code)),
  )
}

export const accepts = (language: Language, text: string): boolean =>
  [...text].reduce((rest, one) => rest.after(codeOf(one)), language).acceptsEmpty
