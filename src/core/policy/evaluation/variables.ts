import { characters, glob, type Pattern } from '../../glob.ts'
import type { PolicyVersion } from '../document.ts'

/** The value of `${key}`. `undefined` where the key does not have exactly one value. */
export type Resolve = (key: string) => string | undefined

/** What is needed to read a text of a policy. */
export interface Meaning {
  readonly version: PolicyVersion
  readonly resolve: Resolve
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
const POLICY_VARIABLE = /\$\{(\$|[^${}']*)(?:'([^']*)')?\s*\}/

function hasVariable(text: string, version: PolicyVersion): boolean {
  return version === '2012-10-17' && text.includes('${') && POLICY_VARIABLE.test(text)
}

/** The pattern of a policy's text. `undefined` where it has a variable without a value in the request. */
export function expandPattern(text: string, meaning: Meaning): Pattern | undefined {
  return expand(text, meaning, glob)
}

/** As `expandPattern`, but `*` and `?` are literal characters. */
export function expandText(text: string, meaning: Meaning): string | undefined {
  if (!hasVariable(text, meaning.version)) return text
  const pattern = expand(text, meaning, characters)
  return pattern === undefined ? undefined : String.fromCodePoint(...pattern)
}

function expand(
  text: string,
  { version, resolve }: Meaning,
  plain: (text: string) => Pattern,
): Pattern | undefined {
  if (!hasVariable(text, version)) return plain(text)
  const tokens: number[] = []
  let rest = text
  for (;;) {
    const found = POLICY_VARIABLE.exec(rest)
    if (found === null) return tokens.concat(plain(rest))
    const value = fill(found[1] ?? '', found[2], resolve)
    if (value === undefined) return undefined
    tokens.push(...plain(rest.slice(0, found.index)), ...characters(value))
    rest = rest.slice(found.index + found[0].length)
  }
}

/** `${*}`, `${?}` and `${$}` stand for the literal characters. */
const SYMBOLS = ['*', '?', '$']

function fill(name: string, fallback: string | undefined, resolve: Resolve): string | undefined {
  const key = variableKey(name)
  if (SYMBOLS.includes(key)) return key
  return resolve(key) ?? fallback
}

function variableKey(name: string): string {
  return name
    .replace(/\s*,\s*$/, '')
    .trim()
    .toLowerCase()
}

/** The context keys that a text uses as variables, in lower case. */
export function variableKeys(text: string, version: PolicyVersion): readonly string[] {
  if (!hasVariable(text, version)) return []
  const all = text.matchAll(new RegExp(POLICY_VARIABLE, 'g'))
  return [...all]
    .map((found) => variableKey(found[1] ?? ''))
    .filter((key) => !SYMBOLS.includes(key))
}
