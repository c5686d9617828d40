import type { Json, Policy, Statement } from '../policy/document.ts'
import { differences } from '../policy/normalise.ts'
import type { LoggedBucket } from './logged-facts.ts'
import type { LoggedRequest } from './logged-request.ts'
import type { PolicyChange } from './policy-change.ts'
import { anyOf, type Certainty, matchOf } from './possible-match.ts'
import { rolePathsIn } from './role-paths.ts'

/** Whether a request would be denied after a change of the policy, and was not before. */
export type Judge = (request: LoggedRequest) => Certainty

/** Judges requests that were not refused before the change. */
export function judgeOf(bucket: LoggedBucket, { before, after }: PolicyChange): Judge {
  const rolePaths = rolePathsIn([before, after])
  const matchIn = (policy: Policy | undefined, effect: Statement['effect']) => {
    const statements = (policy?.statements ?? []).filter((one) => one.effect === effect)
    return (request: LoggedRequest) =>
      anyOf(
        statements.map((one) => matchOf(one, request, policy?.version ?? '2012-10-17', rolePaths)),
      )
  }
  const isDenied = matchIn(withoutStatementsOf(before, after), 'Deny')
  const wasDenied = matchIn(before, 'Deny')
  const isAllowed = matchIn(after, 'Allow')
  const wasAllowed = matchIn(before, 'Allow')
  const losesAllow = withoutStatementsOf(after, before)?.statements.some(
    ({ effect }) => effect === 'Allow',
  )
  const lostAllow = (request: LoggedRequest): Certainty => {
    if (!losesAllow || isAllowed(request) === 'yes' || wasAllowed(request) === 'no') return 'no'
    const isCertain =
      isAllowed(request) === 'no' && wasAllowed(request) === 'yes' && needsPolicy(request, bucket)
    return isCertain ? 'yes' : 'maybe'
  }
  return (request) => {
    const denied = isDenied(request)
    // A request that was not refused is known not to be denied before, unless the policy was another one then.
    if (denied !== 'no' && wasDenied(request) === 'yes') return 'no'
    return denied === 'yes' ? 'yes' : anyOf([denied, lostAllow(request)])
  }
}

/** The policy with the statements that the other one does not have. */
function withoutStatementsOf(other: Policy | undefined, policy: Policy | undefined) {
  if (!policy || !other || other.version !== policy.version) return policy
  const isNew = ({ raw }: Statement) => !other.statements.some((one) => isSame(one.raw, raw))
  return { ...policy, statements: policy.statements.filter(isNew) }
}

const isSame = (one: Json, other: Json) => differences(one, other).length === 0

/** Whether nothing but the bucket policy can allow the request: it is anonymous, or of another account. */
function needsPolicy({ caller, needsAcl }: LoggedRequest, { account }: LoggedBucket): boolean {
  if (needsAcl || caller === undefined) return false
  if (caller.type === 'anonymous' || caller.type === 'service') return true
  return account !== undefined && caller.account !== account
}
