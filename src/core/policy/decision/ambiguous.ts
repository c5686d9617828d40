import type { Condition, Policy } from '../document.ts'
import type { Reading } from '../evaluation/conditions.ts'
import { isMatch } from '../evaluation/evaluate.ts'
import { isUnknowable } from '../evaluation/principals.ts'
import type { Request } from '../request.ts'

/** Whether no Deny statement matches any form of the request, under this reading and under the plain one. */
export function isUndenied(policy: Policy, request: Request, reading: Reading): boolean {
  const readings: readonly Reading[] = reading === 'least' ? [reading] : ['least', reading]
  const views = readings.flatMap((one) => [
    { reading: one, emptyIsNull: false },
    ...(hasEmptyValue(request) ? [{ reading: one, emptyIsNull: true }] : []),
  ])
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny')
  return formsOf(request).every((form) =>
    views.every(
      (view) =>
        !denies.some((deny) => isMatch(deny, form, policy.version, view.reading, view.emptyIsNull)),
    ),
  )
}

/** Whether a key has an empty text as its value, which AWS treats as no value in some places. */
export const hasEmptyValue = ({ context }: Request): boolean =>
  [...context.values()].some((values) => values.every((value) => value === ''))

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
