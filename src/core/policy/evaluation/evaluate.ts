import type { Policy, PolicyVersion, Statement } from '../document.ts'
import type { Request } from '../request.ts'
import { includesAction } from './actions.ts'
import { holds, type Reading, type Scope } from './conditions.ts'
import { appliesTo } from './principals.ts'
import { covers } from './resources.ts'

/** Whether some Deny statement matches. Of what AWS documents vaguely, only what is denied under every reading. */
export function isDenied(policy: Policy, request: Request): boolean {
  return policy.statements.some(
    (statement) => statement.effect === 'Deny' && isMatch(statement, request, policy.version),
  )
}

/** Whether some Allow statement matches, whatever is denied. */
export function isAllowed(policy: Policy, request: Request): boolean {
  return policy.statements.some(
    (statement) => statement.effect === 'Allow' && isMatch(statement, request, policy.version),
  )
}

/** A statement matches a request when all of its elements and all of its conditions do. */
export function isMatch(
  statement: Statement,
  { caller, action, resource, context }: Request,
  version: PolicyVersion,
  reading: Reading = 'least',
): boolean {
  const scope = scopeOf(version, context, reading)
  return (
    appliesTo(statement.principals, caller, reading) &&
    includesAction(statement.actions, action) &&
    covers(statement.resources, resource, scope) &&
    statement.conditions.every((condition) => holds(condition, context.get(condition.key), scope))
  )
}

/** What the texts of a policy mean for a request. */
export function scopeOf(
  version: PolicyVersion,
  context: Request['context'],
  reading: Reading,
): Scope {
  const resolve = (key: string): string | undefined => onlyValue(context.get(key))
  return { version, reading, resolve, tests: new Map(), patterns: new Map() }
}

// A variable stands for one value: AWS supports none of a key with several.
function onlyValue(values: readonly string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined
}
