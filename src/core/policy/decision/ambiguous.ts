import type { Condition, Policy } from '../document.ts'
import type { Reading } from '../evaluation/conditions.ts'
import { isDenied, isMatch } from '../evaluation/evaluate.ts'
import { isUnknowable } from '../evaluation/principals.ts'
import type { Request } from '../request.ts'

/** Whether no Deny statement matches any form of the request, under this reading and under the plain one. */
export function isUndenied(policy: Policy, request: Request, reading: Reading): boolean {
  return formsOf(request).every((form) => isUndeniedForm(policy, form, reading))
}

function isUndeniedForm(policy: Policy, request: Request, reading: Reading): boolean {
  if (isDenied(policy, request)) return false
  return !policy.statements.some(
    (statement) =>
      statement.effect === 'Deny' && isMatch(statement, request, policy.version, reading),
  )
}

// By one page of AWS's documentation, an anonymous caller has two of the keys that name a caller, by an older one none.
function formsOf(request: Request): readonly Request[] {
  if (request.caller.type !== 'anonymous') return [request]
  const names = NAMES_OF_NOBODY.map((key): [string, string[]] => [key, ['anonymous']])
  return [request, { ...request, context: new Map([...request.context, ...names]) }]
}

const NAMES_OF_NOBODY = ['aws:principalaccount', 'aws:userid']

/** The number, from 1, of the statement whose match is ambiguous in AWS's documentation. */
export function ambiguousStatement(
  { statements, version }: Policy,
  request: Request,
): number | undefined {
  const index = statements.findIndex(
    (statement) =>
      statement.effect === 'Deny' &&
      isMatch(statement, request, version, 'most') &&
      (statement.principals.principals.some(isUnknowable) ||
        statement.conditions.some((one) => isReadableOtherwise(one, request.context.get(one.key)))),
  )
  return index === -1 ? undefined : index + 1
}

/** Ambiguous are: `Bool` with `False`, an ARN pattern such as `*`, no values, several values of a key without a set operator. */
function isReadableOtherwise(
  { operator, quantifier, values }: Condition,
  actual: readonly string[] = [],
): boolean {
  if (values.length === 0 || operator.startsWith('Arn')) return true
  if (quantifier === undefined && actual.length > 1) return true
  const isCapital = (value: string) => /^(true|false)$/i.test(value) && /[A-Z]/.test(value)
  return operator === 'Bool' && values.some(isCapital)
}
