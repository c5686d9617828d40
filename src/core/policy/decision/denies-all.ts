import type { Condition, PatternSet, PrincipalSet, Statement } from '../document.ts'
import { holds, type Scope } from '../evaluation/conditions.ts'
import { bucketArn } from '../evaluation/resources.ts'
import type { KeyConstraint, RequestClass } from '../request-class.ts'

/**
 * Whether a statement denies every request of the class by itself, as anyone can see who reads it. Most statements that
 * enforce something are like that, and a search would take a thousand steps to find the same.
 */
export function deniesAll(
  { effect, principals, actions, resources, conditions }: Statement,
  { bucket, context }: RequestClass,
  scope: Scope,
): boolean {
  const arn = bucketArn(bucket)
  return (
    effect === 'Deny' &&
    namesEverybody(principals) &&
    namesAll(actions, ['s3:*']) &&
    namesAll(resources, [arn, `${arn}/*`]) &&
    conditions.every((condition) => isMet(condition, context.get(condition.key), scope))
  )
}

const namesEverybody = ({ negated, principals }: PrincipalSet): boolean =>
  !negated && principals.some(({ type, value }) => type === 'AWS' && value === '*')

const namesAll = ({ negated, patterns }: PatternSet, texts: readonly string[]): boolean =>
  !negated && (patterns.includes('*') || texts.every((text) => patterns.includes(text)))

/** Whether it holds for whatever the key can be. A variable would depend on the request. */
function isMet(condition: Condition, key: KeyConstraint | undefined, scope: Scope): boolean {
  if (condition.values.some((value) => value.includes('$'))) return false
  if (key?.presence === 'absent') return holds(condition, undefined, scope)
  if (key?.presence !== 'present' || key.oneOf === undefined) return false
  return key.oneOf.every((value) => holds(condition, [value], scope))
}
