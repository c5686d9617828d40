import { dnsSuffixOf } from '../../core/bucket.ts'
import { isAllowed, isDenied } from '../../core/policy/evaluation/evaluate.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'
import type { Request } from '../../core/policy/request.ts'
import type { Cloud } from '../cloud.ts'
import { identityName, type LocalIdentity } from '../identity/identity.ts'
import {
  contextOfIdentity,
  isDeniedByIdentity,
  mayByIdentity,
} from '../identity/identity-policy.ts'
import { contextOf, principalFacts } from '../identity/principal-facts.ts'

/**
 * The message with which KMS refuses the use of a key; `undefined` where it lets the caller use it. A key whose policy is
 * not known has the default one, which leaves it to the policies of the account's identities.
 */
export function refusalOfKey(
  cloud: Cloud,
  identity: LocalIdentity,
  action: string,
  key: string,
): string | undefined {
  const { caller } = identity
  const facts = contextOf(principalFacts(cloud, caller))
  // S3 uses the key on behalf of the caller.
  const via = [`s3.${key.split(':')[3]}.${dnsSuffixOf(cloud.partition)}`]
  const own = contextOfIdentity(identity)
  const context = new Map([...facts, ...own, ['kms:viaservice', via]])
  const request: Request = { caller, action, resource: key, context }
  const who = `User: ${identityName(caller)} is not authorized to perform: ${action}`
  const refuse = (reason: string) => `${who} on resource: ${key} ${reason}`
  if (isDeniedByIdentity(identity, request))
    return refuse('with an explicit deny in an identity-based policy')
  const policy = cloud.keyPolicies.get(key)
  if (policy !== undefined) {
    const parsed = parsePolicy(policy)
    if (isDenied(parsed, request)) return refuse('with an explicit deny in a resource-based policy')
    if (!isAllowed(parsed, request))
      return refuse(`because no resource-based policy allows the ${action} action`)
  }
  if (mayByIdentity(identity, request)) return undefined
  return refuse(`because no identity-based policy allows the ${action} action`)
}
