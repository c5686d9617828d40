import type { Principal, PrincipalSet } from '../document.ts'
import type { Caller } from '../request.ts'
import type { Reading } from './conditions.ts'

/** Whether a statement's `Principal` or `NotPrincipal` includes the caller. */
export function appliesTo(set: PrincipalSet, caller: Caller, reading: Reading): boolean {
  if (!set.negated) return namesCaller(set, caller, reading)
  return reading === 'least' ? !namesCaller(set, caller, 'most') : !isWhollyNamed(set, caller)
}

function namesCaller({ principals }: PrincipalSet, caller: Caller, reading: Reading): boolean {
  const own = principalNames(caller)
  return principals.some(({ type, value }) =>
    type === 'AWS' ? own.includes(value) : isOfProvider({ type, value }, caller, reading),
  )
}

/** All `AWS` principals that name the caller. */
function principalNames(caller: Caller): readonly string[] {
  if (caller.type === 'anonymous' || caller.type === 'service') return ['*']
  return ['*', caller.arn, caller.principalArn, ...namesOfAccount(caller)]
}

type PrincipalIdentity = Exclude<Caller, { type: 'anonymous' | 'service' }>

/** An account id and the ARN of the account's root user both stand for all principals of the account. */
function namesOfAccount({ account, arn }: PrincipalIdentity): readonly string[] {
  return [account, `arn:${partitionOfArn(arn)}:iam::${account}:root`]
}

function partitionOfArn(arn: string): string {
  return arn.split(':')[1] ?? ''
}

function isOfProvider({ type, value }: Principal, caller: Caller, reading: Reading): boolean {
  if (caller.type === 'service') return type === 'Service' && value === caller.service
  if (type === 'Service' || caller.type === 'anonymous') return false
  // The account of a canonical user id, and the identity provider of a session, are not known.
  return reading === 'most' && (type === 'CanonicalUser' || caller.type === 'role-session')
}

// "You must also specify the account ARN of the not-denied principal"; for a session its role and account too:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
function isWhollyNamed(set: PrincipalSet, caller: Caller): boolean {
  if (caller.type === 'anonymous' || caller.type === 'service')
    return namesCaller(set, caller, 'least')
  const values = set.principals.filter(({ type }) => type === 'AWS').map(({ value }) => value)
  const isNamed = (name: string): boolean => values.includes(name)
  const chain = caller.type === 'root' ? [] : [caller.arn, caller.principalArn]
  return isNamed('*') || (namesOfAccount(caller).some(isNamed) && chain.every(isNamed))
}

/** The account of a canonical user id, and the identity provider of a caller, are not known. */
export function isUnknowable({ type }: Principal): boolean {
  return type === 'CanonicalUser' || type === 'Federated'
}
