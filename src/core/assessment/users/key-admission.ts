import type { Bucket } from '../../bucket.ts'
import { s3HostOf } from '../../bucket.ts'
import type { Condition, Policy, Principal, Statement } from '../../policy/document.ts'
import { includesAction } from '../../policy/evaluation/actions.ts'
import { holds } from '../../policy/evaluation/conditions.ts'
import { scopeOf } from '../../policy/evaluation/evaluate.ts'
import type { KeyUser } from './key-user.ts'

/** Whether the policy of a key lets somebody use it. `depends`: on IAM policies, or on what a request brings along. */
export type KeyAdmission = 'let-in' | 'depends' | 'not-let-in'

/**
 * The admission of a user for all that he needs. Both unclear conditions and IAM policies that nobody knows here count as
 * `depends`, so that `not-let-in` is certain.
 */
export function admissionTo(keyPolicy: Policy, user: KeyUser, bucket: Bucket): KeyAdmission {
  const each = user.needs.map((action) => admissionFor(action, keyPolicy, user, bucket))
  return WORST_FIRST.find((one) => each.includes(one)) ?? 'let-in'
}

const WORST_FIRST: readonly KeyAdmission[] = ['not-let-in', 'depends']

type Match = 'yes' | 'maybe' | 'no'

function admissionFor(
  action: string,
  { statements, version }: Policy,
  user: KeyUser,
  bucket: Bucket,
): KeyAdmission {
  const scope = scopeOf(version, knownContext(user, bucket), 'least')
  const matchOf = (statement: Statement): Match => {
    if (!includesAction(statement.actions, action)) return 'no'
    const conditions = statement.conditions.map((one) => conditionMatch(one, user, bucket, scope))
    return leastOf([principalMatch(statement, user), ...conditions])
  }
  const matchesOf = (effect: Statement['effect']) =>
    statements.filter((one) => one.effect === effect).map(matchOf)
  const denied = mostOf(matchesOf('Deny'))
  const allowed = mostOf(matchesOf('Allow'))
  if (denied === 'yes' || allowed === 'no') return 'not-let-in'
  return denied === 'no' && allowed === 'yes' ? 'let-in' : 'depends'
}

const leastOf = (all: readonly Match[]): Match =>
  all.includes('no') ? 'no' : all.includes('maybe') ? 'maybe' : 'yes'

const mostOf = (all: readonly Match[]): Match =>
  all.includes('yes') ? 'yes' : all.includes('maybe') ? 'maybe' : 'no'

function principalMatch({ effect, principals }: Statement, { principal }: KeyUser): Match {
  const each = principals.principals.map((named) => principalNames(named, principal))
  const named = mostOf(each)
  if (principals.negated) return named === 'yes' ? 'no' : named === 'no' ? 'yes' : 'maybe'
  // A statement that denies the root user of an account denies all of it.
  return effect === 'Deny' && named === 'maybe' && isWholeAccount(principal) ? 'yes' : named
}

/** An account that is let in decides by its IAM policies whom of its callers it lets in. */
function principalNames(named: Principal, user: Principal): Match {
  if (named.type === 'AWS' && named.value === '*') return 'yes'
  if (named.type !== user.type) return 'no'
  if (user.type === 'Service')
    return named.value.toLowerCase() === user.value.toLowerCase() ? 'yes' : 'no'
  if (user.value === '*') return 'maybe'
  if (isWholeAccount(user))
    return accountOfName(named.value) === accountOfName(user.value) ? 'maybe' : 'no'
  if (named.value === user.value) return 'yes'
  return isWholeAccount(named) && accountOfName(named.value) === accountOfName(user.value)
    ? 'maybe'
    : 'no'
}

const isWholeAccount = ({ value }: Principal) =>
  /^(?:arn:[a-z-]+:iam::)?\d{12}(?::root)?$/.test(value)

const accountOfName = (value: string) => /^(?:arn:[a-z-]+:(?:iam|sts)::)?(\d{12})/.exec(value)?.[1]

/** What is known of a request that S3 makes for the user. A service calls KMS by itself. */
const knownContext = ({ principal }: KeyUser, bucket: Bucket): ReadonlyMap<string, string[]> =>
  principal.type === 'Service' ? new Map() : new Map([['kms:viaservice', [s3HostOf(bucket)]]])

function conditionMatch(
  condition: Condition,
  user: KeyUser,
  bucket: Bucket,
  scope: ReturnType<typeof scopeOf>,
): Match {
  const values = knownContext(user, bucket).get(condition.key)
  if (values === undefined) return 'maybe'
  return holds(condition, values, scope) ? 'yes' : 'no'
}
