import type { Scope } from './conditions.ts'
import type { PatternSet } from './document.ts'
import { characters, MANY, matches, type Pattern, withinArnParts } from './patterns.ts'
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
  const patterns = set.patterns.map((pattern) => resourcePattern(pattern, scope))
  const found = patterns.some((pattern) => pattern !== undefined && matches(pattern, text))
  if (!set.negated || found) return found !== set.negated
  return scope.reading === 'most' || !patterns.includes(undefined)
}

/** `undefined` where it has a variable that the request cannot fill. */
export function resourcePattern(text: string, scope: Scope): Pattern | undefined {
  if (text === '*') return [MANY]
  const pattern = expandPattern(text, scope.version, scope.resolve)
  return pattern && withinArnParts(pattern)
}
