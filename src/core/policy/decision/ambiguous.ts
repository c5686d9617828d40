import { visible } from '../../printable.ts'
import type { Condition, Policy, PolicyVersion, Statement } from '../document.ts'
import { EMPTY_IS_NULL, type Reading } from '../evaluation/conditions.ts'
import { isMatch, scopeOf } from '../evaluation/evaluate.ts'
import { isUnknowable } from '../evaluation/principals.ts'
import { covers } from '../evaluation/resources.ts'
import type { Request } from '../request.ts'
import { namesOfStatements } from '../statement-names.ts'
import { statementVariables } from './weaken.ts'

/** Whether no Deny statement matches any form of the request under this reading. What `most` does not match, no reading does. */
export function isUndenied(policy: Policy, request: Request, reading: Reading): boolean {
  const readings = emptyKey(request) === undefined ? EMPTY_IS_NULL.slice(0, 1) : EMPTY_IS_NULL
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny')
  return formsOf(request, denies, policy.version).every((form) =>
    readings.every((emptyIsNull) => {
      const scope = { ...scopeOf(policy.version, form.context, reading), emptyIsNull }
      return !denies.some((deny) => isMatch(deny, form, scope))
    }),
  )
}

/** A key with an empty text as its value, which AWS treats as no value in some places. */
export const emptyKey = ({ context }: Request): string | undefined =>
  [...context].find(([, values]) => values.includes(''))?.[0]

// By one page of AWS's documentation, an anonymous caller has two of the keys that name a caller, by an older one none.
function formsOf(
  request: Request,
  denies: readonly Statement[],
  version: PolicyVersion,
): readonly Request[] {
  const asksForNames = denies.some((deny) => mayAskForNames(deny, version))
  if (request.caller.type !== 'anonymous' || !asksForNames) return [request]
  const names = NAMES_OF_NOBODY.map((key): [string, string[]] => [key, ['anonymous']])
  return [request, { ...request, context: new Map([...request.context, ...names]) }]
}

const NAMES_OF_NOBODY = ['aws:principalaccount', 'aws:userid']

const mayAskForNames = (statement: Statement, version: PolicyVersion): boolean =>
  [...statementVariables(statement, version), ...statement.conditions.map(({ key }) => key)].some(
    (key) => NAMES_OF_NOBODY.includes(key),
  )

/** Which part of a statement that may match AWS does not document clearly, and what to write instead. */
export function ambiguityIn(policy: Policy, request: Request): string | undefined {
  const { statements, version } = policy
  const scope = scopeOf(version, request.context, 'most')
  const ambiguous = statements
    .filter((statement) => statement.effect === 'Deny' && isMatch(statement, request, scope))
    .map((statement) => ({ statement, part: ambiguousPart(statement, request, version) }))
    .find(({ part }) => part !== undefined)
  return (
    ambiguous &&
    `In ${namesOfStatements(policy, [ambiguous.statement])}, AWS does not document clearly ${ambiguous.part}`
  )
}

function ambiguousPart(
  { principals, resources, conditions }: Statement,
  { resource, context }: Request,
  version: PolicyVersion,
): string | undefined {
  const principal = principals.principals.find(isUnknowable)
  if (principal) {
    return `which callers the principal "${visible(principal.value, 100)}" includes. Write ARNs of users and roles instead`
  }
  const covering = READINGS.map((one) =>
    covers(resources, resource, scopeOf(version, context, one)),
  )
  if (new Set(covering).size > 1) {
    return 'whether a * in the first five parts of an ARN reaches over a colon. Write those parts without a *'
  }
  return conditions
    .map((condition) => ambiguousCondition(condition, context.get(condition.key)))
    .find((part) => part !== undefined)
}

const READINGS: readonly Reading[] = ['least', 'most']

function ambiguousCondition(
  { operator, quantifier, values }: Condition,
  actual: readonly string[] = [],
): string | undefined {
  if (values.length === 0) return `what ${operator} without a value matches. Write a value`
  if (operator.startsWith('Arn')) {
    const text = operator.replace('Equals', 'Like').replace('Arn', 'String')
    return `what ${operator} matches besides whole ARNs. Write ${text} instead`
  }
  if (quantifier === undefined && actual.length > 1) {
    return `how ${operator} compares a key with several values. Write ForAnyValue:${operator} or ForAllValues:${operator}`
  }
  const capital = values.find((value) => /^(true|false)$/i.test(value) && /[A-Z]/.test(value))
  if (operator !== 'Bool' || capital === undefined) return undefined
  return `whether Bool reads ${capital} as ${capital.toLowerCase()}. Write ${capital.toLowerCase()} in lower case`
}
