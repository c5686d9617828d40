import type { Policy, PolicyDocument } from '../../core/policy/document.ts'
import { isAllowed, isDenied } from '../../core/policy/evaluation/evaluate.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'
import type { Request } from '../../core/policy/request.ts'
import type { LocalIdentity } from './identity.ts'

/** The policy of a role or user. Its statements have no principal: they apply to the identity they are attached to. */
export function identityPolicy(statements: readonly PolicyDocument[]): Policy {
  const Statement = statements.map((statement) => ({ ...statement, Principal: '*' }))
  return parsePolicy({ Version: '2012-10-17', Statement })
}

/** The condition keys that come with the credentials, for a policy evaluation. */
export const contextOfIdentity = ({ context = {} }: LocalIdentity): Request['context'] =>
  new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), [value]]))

type PolicyQuestion = Pick<Request, 'action' | 'resource'> & Partial<Request>

/** Whether the identity's policy, if it has one, allows the action on the resource. */
export function mayByIdentity(identity: LocalIdentity, asked: PolicyQuestion): boolean {
  const { caller, policy } = identity
  if (policy === undefined) return true
  const context = new Map([...(asked.context ?? []), ...contextOfIdentity(identity)])
  const request: Request = { ...asked, context, caller }
  return isAllowed(policy, request) && !isDenied(policy, request)
}

/** Whether the identity's policy denies the action explicitly, which no bucket policy can override. */
export function isDeniedByIdentity({ policy }: LocalIdentity, request: Request): boolean {
  return policy !== undefined && isDenied(policy, request)
}
