import type { Condition, PrincipalSet, Statement } from '../policy/document.ts'
import { includesAction } from '../policy/evaluation/actions.ts'
import { holds, type Reading, type Scope } from '../policy/evaluation/conditions.ts'
import { scopeOf } from '../policy/evaluation/evaluate.ts'
import { appliesTo } from '../policy/evaluation/principals.ts'
import { covers } from '../policy/evaluation/resources.ts'
import { variableKeys } from '../policy/evaluation/variables.ts'
import type { Caller } from '../policy/request.ts'
import type { LoggedRequest } from './logged-request.ts'
import { withRolePath } from './role-paths.ts'

/** Whether something is so. `maybe`: the log, or AWS's documentation, does not tell. */
export type Certainty = 'yes' | 'maybe' | 'no'

export const allOf = (parts: readonly Certainty[]): Certainty => {
  if (parts.includes('no')) return 'no'
  return parts.includes('maybe') ? 'maybe' : 'yes'
}

export const anyOf = (parts: readonly Certainty[]): Certainty => {
  if (parts.includes('yes')) return 'yes'
  return parts.includes('maybe') ? 'maybe' : 'no'
}

/** Whether the statement matches the request. `rolePaths`: the paths that roles can have, which a log does not tell. */
export function matchOf(
  statement: Statement,
  request: LoggedRequest,
  version: Scope['version'],
  rolePaths: readonly string[],
): Certainty {
  const answers = withRolePath(request, rolePaths).map((one) => matchOfOne(statement, one, version))
  const [first = 'maybe'] = answers
  return answers.every((answer) => answer === first) ? first : 'maybe'
}

function matchOfOne(
  statement: Statement,
  request: LoggedRequest,
  version: Scope['version'],
): Certainty {
  const parts = [isFor(statement.principals, request.caller), isAbout(statement, request)]
  if (parts.includes('no')) return 'no'
  const { resources, conditions } = statement
  const inResource = both((reading) => {
    const scope = scopeFor(resources.patterns, request, version, reading)
    return scope && covers(resources, request.resource, scope)
  })
  return allOf([
    ...parts,
    inResource,
    ...conditions.map((condition) => holdsIn(condition, request, version)),
  ])
}

/** `yes` and `no` are what holds under each reading of AWS's documentation. `undefined`: the log does not tell. */
function both(test: (reading: Reading) => boolean | undefined): Certainty {
  const [least, most] = [test('least'), test('most')]
  if (least === undefined || least !== most) return 'maybe'
  return least ? 'yes' : 'no'
}

function isFor(set: PrincipalSet, caller: Caller | undefined): Certainty {
  if (caller) return both((reading) => appliesTo(set, caller, reading))
  const isEverybody = set.principals.some(({ type, value }) => type === 'AWS' && value === '*')
  if (!isEverybody) return 'maybe'
  return set.negated ? 'no' : 'yes'
}

function isAbout({ actions }: Statement, { action }: LoggedRequest): Certainty {
  if (action !== undefined) return includesAction(actions, action) ? 'yes' : 'no'
  const isEveryAction = actions.patterns.some((pattern) => /^(s3:)?\*$/i.test(pattern))
  if (!isEveryAction) return 'maybe'
  return actions.negated ? 'no' : 'yes'
}

function holdsIn(
  condition: Condition,
  request: LoggedRequest,
  version: Scope['version'],
): Certainty {
  const value = request.facts.valueOf(condition.key)
  if (value === 'unknown') return 'maybe'
  return both((reading) => {
    const scope = scopeFor(condition.values, request, version, reading)
    return scope && holds(condition, value, scope)
  })
}

/** How texts of the policy are read for the request. `undefined`: one has a variable whose value the log does not tell. */
function scopeFor(
  texts: readonly string[],
  { facts }: LoggedRequest,
  version: Scope['version'],
  reading: Reading,
): Scope | undefined {
  const keys = texts.flatMap((text) => variableKeys(text, version))
  const context = new Map<string, readonly string[]>()
  for (const key of keys) {
    const value = facts.valueOf(key)
    if (value === 'unknown') return undefined
    if (value) context.set(key, value)
  }
  return scopeOf(version, context, reading)
}
