import { isAllowed, isDenied } from '../../core/policy/evaluation/evaluate.ts'
import type { Request } from '../../core/policy/request.ts'
import type { Cloud } from '../cloud.ts'
import { accountOfIdentity, type LocalIdentity } from '../identity/identity.ts'
import {
  contextOfIdentity,
  isDeniedByIdentity,
  mayByIdentity,
} from '../identity/identity-policy.ts'
import { contextOf, principalFacts } from '../identity/principal-facts.ts'
import { organizationIdOf } from '../organization/organization.ts'
import { accountOfArn } from './local-bus.ts'

export const PUT_EVENTS = 'events:PutEvents'

interface EventFacts {
  readonly source: string
  readonly type: string
}

/** Whether the identity may put an event on a bus: in another account only if the policy of the bus allows it too. */
export function mayPut(
  cloud: Cloud,
  identity: LocalIdentity,
  bus: string,
  { source, type }: EventFacts,
): boolean {
  const account = accountOfArn(bus)
  const facts = contextOf({
    ...principalFacts(cloud, identity.caller),
    'aws:resourceaccount': account,
    'aws:resourceorgid': organizationIdOf(cloud, account),
    'events:source': source,
    'events:detail-type': type,
  })
  const context = new Map([...facts, ...contextOfIdentity(identity)])
  const request: Request = { caller: identity.caller, action: PUT_EVENTS, resource: bus, context }
  const policy = cloud.buses.get(bus)
  if (isDeniedByIdentity(identity, request) || (policy && isDenied(policy, request))) return false
  const byPolicy = policy !== undefined && isAllowed(policy, request)
  const byIdentity = mayByIdentity(identity, request)
  return accountOfIdentity(identity) === account ? byIdentity || byPolicy : byIdentity && byPolicy
}
