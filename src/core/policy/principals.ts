import type { Reading } from './conditions.ts'
import type { Principal, PrincipalSet } from './document.ts'
import type { Caller } from './request.ts'

/** Whether a statement's `Principal` or `NotPrincipal` takes the caller in. */
export function appliesTo(set: PrincipalSet, caller: Caller, reading: Reading): boolean {
  if (!set.negated) return names(set, caller, reading)
  return reading === 'least' ? !names(set, caller, 'most') : !isWhollyNamed(set, caller)
}

function names(set: PrincipalSet, caller: Caller, reading: Reading): boolean {
  return set.principals.some((principal) => isNamed(principal, caller, reading))
}

function isNamed({ type, value }: Principal, caller: Caller, reading: Reading): boolean {
  if (type === 'AWS') return value === '*' || isNamedByArn(value, caller)
  if (caller.type === 'service') return type === 'Service' && value === caller.service
  if (type === 'Service' || caller.type === 'anonymous') return false
  // Which account a canonical user id stands for, and which session came from which identity provider, cannot be known.
  return reading === 'most' && (type === 'CanonicalUser' || caller.type === 'role-session')
}

function isNamedByArn(value: string, caller: Caller): boolean {
  if (caller.type === 'anonymous' || caller.type === 'service') return false
  return value === caller.arn || value === caller.principalArn || isAccountOf(value, caller)
}

type Identity = Exclude<Caller, { type: 'anonymous' | 'service' }>

/** An account id and the ARN of the account's root both stand for everybody in the account. */
function isAccountOf(value: string, { account, arn }: Identity): boolean {
  return value === account || value === `arn:${partitionOf(arn)}:iam::${account}:root`
}

export function partitionOf(arn: string): string {
  return arn.split(':')[1] ?? ''
}

// "You must also specify the account ARN of the not-denied principal"; of a session its role and account too:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
function isWhollyNamed({ principals }: PrincipalSet, caller: Caller): boolean {
  if (caller.type === 'anonymous' || caller.type === 'service') {
    return principals.some((principal) => isNamed(principal, caller, 'least'))
  }
  const values = principals.filter(({ type }) => type === 'AWS').map(({ value }) => value)
  if (values.includes('*')) return true
  const chain = caller.type === 'root' ? [] : [caller.arn, caller.principalArn]
  return (
    values.some((value) => isAccountOf(value, caller)) &&
    chain.every((link) => values.includes(link))
  )
}
