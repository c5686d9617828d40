import {
  ANY_CHARACTER,
  ANY_TEXT,
  anyExcept,
  exactText,
  type Language,
  repeated,
  sequence,
} from '../texts/languages.ts'
import { inexpressible } from './inexpressible.ts'

/** A part of a value in a policy. */
export type Token =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'star' }
  | { readonly type: 'mark' }
  | { readonly type: 'variable'; readonly key: string; readonly fallback?: string }

export interface Syntax {
  readonly wildcards: boolean
  /** Version 2008-10-17 has none: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
  readonly variables: boolean
}

const PART = /\$\{([^}]*)\}|[\s\S]/gu

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export function tokenize(value: string, syntax: Syntax): readonly Token[] {
  const tokens: Token[] = []
  for (const [whole, name] of value.matchAll(PART)) {
    const token = tokenOf(whole, name, syntax)
    const last = tokens.at(-1)
    if (token.type === 'text' && last?.type === 'text') {
      tokens.splice(-1, 1, { type: 'text', text: last.text + token.text })
    } else if (token.type !== 'star' || last?.type !== 'star') tokens.push(token)
  }
  return tokens
}

function tokenOf(whole: string, name: string | undefined, syntax: Syntax): Token {
  if (name !== undefined && syntax.variables) return variableOf(name)
  // Without variables, `${*}` still holds a wildcard.
  if (name !== undefined && syntax.wildcards && /[*?]/.test(name)) {
    inexpressible('a wildcard between braces where no variables exist')
  }
  if (syntax.wildcards && whole === '*') return { type: 'star' }
  if (syntax.wildcards && whole === '?') return { type: 'mark' }
  return { type: 'text', text: whole }
}

function variableOf(name: string): Token {
  if (['*', '?', '$'].includes(name)) return { type: 'text', text: name }
  const [, key = '', fallback] = /^([^,]*?)(?:, ?'(.*)')?$/s.exec(name) ?? []
  if (!key.includes(':')) inexpressible('a variable that is no condition key')
  return {
    type: 'variable',
    key: key.toLowerCase(),
    ...(fallback === undefined ? {} : { fallback }),
  }
}

export const isWildcard = ({ type }: Token) => type === 'star' || type === 'mark'

const NO_COLON = anyExcept(':')

/**
 * The texts that tokens without variables name. In an ARN, the first five parts between colons hold no colon, so their
 * wildcards name none: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function languageOf(tokens: readonly Token[], ofArn = false): Language {
  let colons = 0
  const parts = tokens.map((token): Language => {
    const inParts = ofArn && colons < 5
    if (token.type === 'star') return inParts ? repeated(NO_COLON) : ANY_TEXT
    if (token.type === 'mark') return inParts ? NO_COLON : ANY_CHARACTER
    if (token.type === 'variable') return inexpressible('a variable without a value')
    colons += token.text.split(':').length - 1
    return exactText(token.text)
  })
  return sequence(parts)
}

export const countColons = (tokens: readonly Token[]) =>
  tokens.reduce((sum, one) => sum + (one.type === 'text' ? one.text.split(':').length - 1 : 0), 0)
