import { characters, matches, type Pattern, withinArnParts } from '../../glob.ts'
import type { PatternSet } from '../document.ts'
import type { Scope } from './conditions.ts'
import { expandPattern } from './variables.ts'

/** A bucket as its ARN names it: S3 bucket ARNs hold neither region nor account. */
export interface BucketId {
  readonly name: string
  readonly partition: string
}

export function bucketArn({ name, partition }: BucketId): string {
  return `arn:${partition}:s3:::${name}`
}

/** Whether a statement's `Resource` or `NotResource` takes the ARN in. */
export function covers(set: PatternSet, arn: string, scope: Scope): boolean {
  if (set.patterns.some((pattern) => isPlainMatch(pattern, arn))) return !set.negated
  const text = characters(arn)
  const patterns = resourcePatterns(set, scope)
  const found = patterns.some((pattern) => pattern !== undefined && matches(pattern, text))
  if (!set.negated || found) return found !== set.negated
  return scope.reading === 'most' || !patterns.includes(undefined)
}

/** What most patterns are that match: everything, the ARN itself, or all that begins like it, behind an ARN's five colons. */
function isPlainMatch(pattern: string, arn: string): boolean {
  if (pattern === '*') return true
  if (pattern.includes('$')) return false
  if (pattern === arn) return true
  const start = pattern.slice(0, -1)
  return pattern.endsWith('*') && PLAIN_START.test(start) && arn.startsWith(start)
}

const PLAIN_START = /^([^*?:]*:){5}[^*?]*$/

/** What the texts of a set mean, each made ready once. */
export function resourcePatterns(set: PatternSet, scope: Scope): readonly (Pattern | undefined)[] {
  const known = scope.patterns.get(set)
  if (known !== undefined) return known
  const patterns = set.patterns.map((pattern) => resourcePattern(pattern, set.negated, scope))
  scope.patterns.set(set, patterns)
  return patterns
}

/**
 * `undefined` where it has a variable that the request cannot fill. Whether a wildcard in one of the first five parts of
 * an ARN may reach into the next is documented vaguely: in the least reading it does where that makes a Deny match less.
 */
function resourcePattern(text: string, negated: boolean, scope: Scope): Pattern | undefined {
  const pattern = expandPattern(text, scope)
  if (pattern === undefined || text === '*') return pattern
  return negated === (scope.reading === 'least') ? pattern : withinArnParts(pattern)
}
