import type { Reading } from '../conditions.ts'
import type { Condition, Policy } from '../document.ts'
import { isDenied, isMatch } from '../evaluate.ts'
import { isUnknowable } from '../principals.ts'
import type { Request } from '../request.ts'

/** Whether no Deny statement matches by this reading, and none by the plain one either. */
export function isUndenied(policy: Policy, request: Request, reading: Reading): boolean {
  if (isDenied(policy, request)) return false
  return !policy.statements.some(
    (statement) =>
      statement.effect === 'Deny' && isMatch(statement, request, policy.version, reading),
  )
}

/** Whether the documentation leaves it open that a request gets through, so that many would call it denied. */
export function isContested({ statements, version }: Policy, request: Request): boolean {
  return statements
    .filter(({ effect }) => effect === 'Deny')
    .filter((statement) => isMatch(statement, request, version, 'most'))
    .some(
      ({ principals, conditions }) =>
        principals.principals.some(isUnknowable) ||
        conditions.some((one) => isReadableOtherwise(one, request.context.get(one.key))),
    )
}

/** `Bool` of `False`, an ARN pattern such as `*`, no values at all, several of a key without a set operator. */
function isReadableOtherwise(
  { operator, quantifier, values }: Condition,
  actual: readonly string[] = [],
): boolean {
  if (values.length === 0 || operator.startsWith('Arn')) return true
  if (quantifier === undefined && actual.length > 1) return true
  const isCapital = (value: string) => /^(true|false)$/i.test(value) && /[A-Z]/.test(value)
  return operator === 'Bool' && values.some(isCapital)
}
