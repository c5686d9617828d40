import { exactText } from '../texts/languages.ts'
import type { Keys } from './keys.ts'
import type { Scene, Text } from './scene.ts'
import { allOf, anyOf, FALSE, type Term } from './smt.ts'
import { countColons, languageOf, type Token, tokenize } from './tokens.ts'

export interface Pattern {
  readonly wildcards: boolean
  readonly ofArn?: boolean
}

/** Whether a text is one that a value of the policy names. A variable without a value names nothing. */
export function matchesValue(
  scene: Scene,
  keys: Keys,
  text: Text,
  value: string,
  { wildcards, ofArn = false }: Pattern,
): Term {
  const tokens = withValues(keys, tokenize(value, { wildcards, variables: scene.variables }))
  if (tokens === undefined) return FALSE
  // Whether a pattern that is no ARN matches an ARN is not documented.
  if (ofArn && countColons(tokens) < 5) {
    return allOf([scene.doubt('ARN patterns that are no ARN'), text.isIn(languageOf(tokens))])
  }
  return text.isIn(languageOf(tokens, ofArn))
}

/** The tokens with the values of their variables, or undefined where one has none. */
function withValues(keys: Keys, tokens: readonly Token[]): readonly Token[] | undefined {
  const replaced = tokens.map((token): Token | undefined => {
    if (token.type !== 'variable') return token
    const text = keys(token.key).slots[0]?.text?.given ?? token.fallback
    return text === undefined ? undefined : { type: 'text', text }
  })
  return replaced.every((token) => token !== undefined) ? replaced : undefined
}

/** ARNs of resources. A `*` at the end of a part between colons may reach over them, and one within a part may not: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export function matchesResource(scene: Scene, keys: Keys, text: Text, pattern: string): Term {
  const tokens = withValues(
    keys,
    tokenize(pattern, { wildcards: true, variables: scene.variables }),
  )
  if (tokens === undefined) return FALSE
  const whole = text.isIn(languageOf(tokens))
  if (!reachesWithin(tokens)) return whole
  return anyOf([
    countColons(tokens) < 5 ? FALSE : text.isIn(languageOf(tokens, true)),
    allOf([scene.doubt('a * within a part of an ARN reaches over colons'), whole]),
  ])
}

/** Whether a `*` in one of the first five parts stands before more text of its part. */
function reachesWithin(tokens: readonly Token[]): boolean {
  return tokens.some((token, index) => {
    if (token.type !== 'star' || countColons(tokens.slice(0, index)) > 4) return false
    const next = tokens[index + 1]
    return next !== undefined && !(next.type === 'text' && next.text.startsWith(':'))
  })
}

export const names = (text: Text, value: string): Term => text.isIn(exactText(value))
