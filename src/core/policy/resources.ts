import type { Scope } from './conditions.ts'
import type { PatternSet } from './document.ts'
import { characters, matches, type Pattern, withinArnParts } from './patterns.ts'
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
  const text = characters(arn)
  const patterns = set.patterns.map((pattern) => resourcePattern(pattern, set.negated, scope))
  const found = patterns.some((pattern) => pattern !== undefined && matches(pattern, text))
  if (!set.negated || found) return found !== set.negated
  return scope.reading === 'most' || !patterns.includes(undefined)
}

/**
 * `undefined` where it has a variable that the request cannot fill. Whether a wildcard in one of the first five parts of
 * an ARN may reach into the next is documented vaguely: in the least reading it does where that makes a Deny match less.
 */
export function resourcePattern(text: string, negated: boolean, scope: Scope): Pattern | undefined {
  const pattern = expandPattern(text, scope)
  if (pattern === undefined || text === '*') return pattern
  return negated === (scope.reading === 'least') ? pattern : withinArnParts(pattern)
}
