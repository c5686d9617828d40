import type { Policy, PolicyVersion, Statement } from '../document.ts'
import type { Request } from '../request.ts'
import { includesAction } from './actions.ts'
import { holds, type Reading, type Scope } from './conditions.ts'
import { appliesTo } from './principals.ts'
import { covers } from './resources.ts'

/** Whether a Deny statement matches. Where AWS's documentation is ambiguous, only what is denied under every reading. */
export function isDenied(policy: Policy, request: Request): boolean {
  return isMatchOfOne(policy, 'Deny', request)
}

/** Whether an Allow statement matches, regardless of Deny statements. */
export function isAllowed(policy: Policy, request: Request): boolean {
  return isMatchOfOne(policy, 'Allow', request)
}

function isMatchOfOne(
  { statements, version }: Policy,
  effect: Statement['effect'],
  request: Request,
): boolean {
  const scope = scopeOf(version, request.context, 'least')
  return statements.some((one) => one.effect === effect && isMatch(one, request, scope))
}

/** A statement matches a request when all of its elements and all of its conditions match. */
export function isMatch(
  statement: Statement,
  { caller, action, resource, context }: Request,
  scope: Scope,
): boolean {
  return (
    appliesTo(statement.principals, caller, scope.reading) &&
    includesAction(statement.actions, action) &&
    covers(statement.resources, resource, scope) &&
    statement.conditions.every((condition) => holds(condition, context.get(condition.key), scope))
  )
}

/** How the texts of a policy are read for a request. */
export function scopeOf(
  version: PolicyVersion,
  context: Request['context'],
  reading: Reading,
): Scope {
  const resolve = (key: string): string | undefined => onlyValue(context.get(key))
  const known = { expanded: new Map(), tests: new Map(), patterns: new Map() }
  return { version, reading, emptyIsNull: 'for none', resolve, ...known }
}

// AWS supports policy variables for single-valued keys only.
function onlyValue(values: readonly string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined
}
