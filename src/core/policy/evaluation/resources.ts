import { characters, matches, type Pattern, rememberingLast, withinArnParts } from '../../glob.ts'
import type { PatternSet } from '../document.ts'
import type { Reading, Scope } from './conditions.ts'
import { expandPattern, hasVariables } from './variables.ts'

/** What a bucket's ARN contains: neither region nor account. */
export interface BucketId {
  readonly name: string
  readonly partition: string
}

export function bucketArn({ name, partition }: BucketId): string {
  return `arn:${partition}:s3:::${name}`
}

/** Whether a statement's `Resource` or `NotResource` includes the ARN. */
export function covers(set: PatternSet, arn: string, scope: Scope): boolean {
  if (set.patterns.some((pattern) => isPlainMatch(pattern, arn))) return !set.negated
  const text = arnText(arn)
  const patterns = resourcePatterns(set, scope)
  return patterns.some((pattern) => matches(pattern, text)) !== set.negated
}

const arnText = rememberingLast(characters)

/** The most common matching patterns: everything, the ARN itself, or a prefix with `*` behind the five colons of an ARN. */
function isPlainMatch(pattern: string, arn: string): boolean {
  if (pattern === '*') return true
  if (pattern.includes('$')) return false
  if (pattern === arn) return true
  if (!pattern.endsWith('*')) return false
  const start = pattern.slice(0, -1)
  return arn.startsWith(start) && PLAIN_START.test(start)
}

const PLAIN_START = /^([^*?:]*:){5}[^*?]*$/

/**
 * The patterns of a set, each compiled once. One with a variable without a value in the request "will not match any resource":
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
 */
export function resourcePatterns(set: PatternSet, scope: Scope): readonly Pattern[] {
  const known = scope.patterns.get(set) ?? WITHOUT_VARIABLES[scope.reading].get(set)
  if (known !== undefined) return known
  const patterns = set.patterns
    .map((pattern) => resourcePattern(pattern, set.negated, scope))
    .filter((pattern) => pattern !== undefined)
  const compiled = hasVariables(set.patterns) ? scope.patterns : WITHOUT_VARIABLES[scope.reading]
  compiled.set(set, patterns)
  return patterns
}

// Sets without variables depend on nothing but the reading, so they stay compiled for all questions about their policy.
const WITHOUT_VARIABLES: Readonly<Record<Reading, WeakMap<PatternSet, readonly Pattern[]>>> = {
  least: new WeakMap(),
  most: new WeakMap(),
}

// AWS's documentation is ambiguous on whether a wildcard in one of the first five parts of an ARN may match a colon. The
// least reading takes what matches less.
function resourcePattern(text: string, negated: boolean, scope: Scope): Pattern | undefined {
  const pattern = expandPattern(text, scope)
  if (pattern === undefined || text === '*') return pattern
  return negated === (scope.reading === 'least') ? pattern : withinArnParts(pattern)
}
