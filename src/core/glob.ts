/**
 * A glob as a list of tokens: a character's code point, or one of the wildcards below. Wildcards of an ARN's first
 * five parts stay within their part.
 */
export type Pattern = readonly number[]

/** The tokens of `?` and `*`. */
const ONE = -1
export const MANY = -2
/** `?` and `*` that do not match a colon. */
export const ONE_IN_PART = -3
export const MANY_IN_PART = -4

export const COLON = 58
const QUESTION_MARK = 63
const ASTERISK = 42

export function characters(text: string): readonly number[] {
  const codes: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0
    codes.push(code)
    if (code > 0xffff) at += 1
  }
  return codes
}

/** A function that remembers its last answer. Mostly many patterns are compared with one text, one after another. */
export function rememberingLast<T>(answer: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly value: T } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, value: answer(text) }
    return last.value
  }
}

export function glob(text: string): Pattern {
  return characters(text).map((code) => {
    if (code === ASTERISK) return MANY
    return code === QUESTION_MARK ? ONE : code
  })
}

/** `undefined` where the pattern has fewer than the six parts of an ARN. */
export function withinArnParts(pattern: Pattern): Pattern | undefined {
  let colons = 0
  const tokens = pattern.map((token) => {
    if (token === COLON) colons += 1
    if (colons >= 5 || token >= 0) return token
    return token === MANY ? MANY_IN_PART : ONE_IN_PART
  })
  return colons < 5 ? undefined : tokens
}

export function ignoringCase(pattern: Pattern): Pattern {
  return pattern.map((token) => (token < 0 ? token : lowerCase(token)))
}

export function lowerCase(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code
  return String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? code
}

export function isMany(token: number | undefined): boolean {
  return token === MANY || token === MANY_IN_PART
}

/** Whether the token matches the character. */
export function accepts(token: number | undefined, code: number): boolean {
  if (token === undefined) return false
  if (token >= 0) return token === code
  if (token === ONE || token === MANY) return true
  return (token === ONE_IN_PART || token === MANY_IN_PART) && code !== COLON
}

/** Whether the pattern matches the whole text. */
export function matches(pattern: Pattern, text: readonly number[]): boolean {
  let at = 0
  let token = 0
  // Where to continue after a mismatch: behind the last unbounded `*`, which then matches one more character. Other lengths
  // of earlier ones need not be tried.
  let many = -1
  let manyAt = 0
  // Other lengths of a `*` that stops at a colon must be tried, until an unbounded one follows.
  let inPart: RetryInPart[] | undefined
  while (at < text.length || token < pattern.length) {
    const required = pattern[token]
    if (required === MANY) {
      many = token
      manyAt = nextOf(pattern[token + 1], text, at)
      if (manyAt === -1) return false
      inPart = undefined
      token += 1
      at = manyAt
    } else if (required === MANY_IN_PART) {
      inPart ??= []
      inPart.push({ token, at })
      token += 1
    } else if (at < text.length && accepts(required, text[at] ?? 0)) {
      token += 1
      at += 1
    } else {
      const retry = inPart && lastUseful(inPart, text)
      if (retry !== undefined) {
        retry.at += 1
        token = retry.token + 1
        at = retry.at
      } else {
        if (many === -1 || manyAt >= text.length) return false
        manyAt = nextOf(pattern[many + 1], text, manyAt + 1)
        if (manyAt === -1) return false
        token = many + 1
        at = manyAt
        inPart = undefined
      }
    }
  }
  return true
}

/** The first place from which a text can go on behind a `*`: a character that must follow is found at once. */
function nextOf(following: number | undefined, text: readonly number[], from: number): number {
  return following !== undefined && following >= 0 ? text.indexOf(following, from) : from
}

type RetryInPart = { readonly token: number; at: number }

function lastUseful(retries: RetryInPart[], text: readonly number[]): RetryInPart | undefined {
  for (let retry = retries.at(-1); retry !== undefined; retry = retries.at(-1)) {
    if (retry.at < text.length && text[retry.at] !== COLON) return retry
    retries.pop()
  }
  return undefined
}
