import type { Caller, Request } from '../../core/policy/request.ts'
import { organizationIdOf, type WithOrganization } from '../organization/organization.ts'
import { principalId } from './identity.ts'

/** Condition keys in lower case. `undefined`: the key is absent. */
export type ContextFacts = Readonly<Record<string, string | undefined>>

const CALLER_PRINCIPAL_TYPES = {
  root: 'Account',
  user: 'User',
  'role-session': 'AssumedRole',
  'federated-user': 'FederatedUser',
} as const

// An anonymous caller has only a type: even aws:PrincipalIsAWSService is absent.
export function principalFacts(cloud: WithOrganization, caller: Caller): ContextFacts {
  if (caller.type === 'anonymous') return { 'aws:principaltype': 'Anonymous' }
  if (caller.type === 'service') {
    return { 'aws:principalisawsservice': 'true', 'aws:principalservicename': caller.service }
  }
  return {
    'aws:principalisawsservice': 'false',
    'aws:principalarn': caller.principalArn,
    'aws:principalaccount': caller.account,
    'aws:principalorgid': organizationIdOf(cloud, caller.account),
    'aws:principaltype': CALLER_PRINCIPAL_TYPES[caller.type],
    'aws:userid': principalId(caller),
    'aws:username': caller.type === 'user' ? caller.arn.split('/').at(-1) : undefined,
  }
}

export function contextOf(facts: ContextFacts): Request['context'] {
  const present = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value]] as const],
  )
  return new Map(present)
}
