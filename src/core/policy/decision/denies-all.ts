import type { Condition, PatternSet, PrincipalSet, Statement } from '../document.ts'
import { holds, type Scope } from '../evaluation/conditions.ts'
import { bucketArn } from '../evaluation/resources.ts'
import type { KeyConstraint, RequestClass } from '../request-class.ts'

/**
 * Whether a statement alone denies every request of the class, by its text. Most statements that enforce a control do, and
 * a search would need a thousand steps for the same answer.
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

/** Whether a condition is true for every possible value of the key. A variable depends on the request. */
function isMet(condition: Condition, key: KeyConstraint | undefined, scope: Scope): boolean {
  if (condition.values.some((value) => value.includes('$'))) return false
  if (key?.presence === 'absent') return holds(condition, undefined, scope)
  if (key?.presence !== 'present' || key.oneOf === undefined) return false
  return key.oneOf.every((value) => holds(condition, [value], scope))
}
