import type { PatternSet, PrincipalSet, Statement } from '../policy/document.ts'
import { includesAction } from '../policy/evaluation/actions.ts'
import { holds, type Scope } from '../policy/evaluation/conditions.ts'
import { appliesTo } from '../policy/evaluation/principals.ts'
import { covers } from '../policy/evaluation/resources.ts'
import { variableKeys } from '../policy/evaluation/variables.ts'
import type { Request } from '../policy/request.ts'
import { describeCondition, listed } from './describe-condition.ts'
import type { Spelling } from './key-names.ts'

/** A part of a statement that does not match a request. */
export interface Limit {
  /** The condition key, if it is a condition. */
  readonly key?: string
  /** The keys of the policy variables in its values that the request has. */
  readonly variables?: readonly string[]
  describe(spell: Spelling): string
}

/** Each part of a statement that does not match the request. */
export function limitsOf(
  { principals, actions, resources, conditions }: Statement,
  { caller, action, resource, context }: Request,
  scope: Scope,
): readonly Limit[] {
  return [
    ...(appliesTo(principals, caller, 'least')
      ? []
      : [{ describe: () => principalLimit(principals) }]),
    ...(includesAction(actions, action) ? [] : [{ describe: () => actionLimit(actions) }]),
    ...(covers(resources, resource, scope) ? [] : [{ describe: () => resourceLimit(resources) }]),
    ...conditions
      .filter((condition) => !holds(condition, context.get(condition.key), scope))
      .map((condition) => ({
        key: condition.key,
        variables: condition.values
          .flatMap((value) => variableKeys(value, scope.version))
          .filter((key) => context.has(key)),
        describe: (spell: Spelling) => describeCondition(condition, spell),
      })),
  ]
}

const principalLimit = ({ negated, principals }: PrincipalSet) =>
  `for ${negated ? 'callers other than ' : ''}${listed(principals.map(({ value }) => value))}`

const actionLimit = ({ negated, patterns }: PatternSet) =>
  `${negated ? 'actions other than ' : ''}${listed(patterns)}`

const resourceLimit = ({ negated, patterns }: PatternSet) =>
  `on ${negated ? 'resources other than ' : ''}${listed(patterns)}`
