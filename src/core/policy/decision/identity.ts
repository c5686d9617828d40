import type { Caller } from '../request.ts'
import { NAME_SHAPE, type Shape, some, textShape, UNIQUE_ID } from './shapes.ts'

export type CallerIdentityKeys = Exclude<Caller, { type: 'anonymous' | 'service' }>

/**
 * Callers whom no `Principal` or `NotPrincipal` of the policy tells apart: one whom it names, or everybody of a type
 * in an account (one that it names, or any other) whom it does not. `aws:PrincipalArn` and the like still may.
 */
export interface IdentityClass {
  readonly type: CallerIdentityKeys['type']
  readonly sample: CallerIdentityKeys
  /** Of `aws:PrincipalArn`, in parts: what comes before the account, the account, a colon, what follows, the name. */
  readonly arns: readonly Shape[]
  /** The name of the session where the policy names it. */
  readonly session: string | undefined
  readonly notArns: readonly string[]
  /** The only accounts that they can be of, where not `undefined`. */
  readonly accounts: readonly string[] | undefined
  readonly notAccounts: readonly string[]
}

/** Whom the Deny statements name in their `Principal` and `NotPrincipal`, within a partition. */
export interface Naming {
  readonly partition: string
  /** Groups of accounts that are alike. */
  readonly accounts: readonly (readonly string[])[]
  readonly arns: readonly string[]
}

/** The name of a session where nothing asks for another. */
export const SESSION = 'any-session'

/** The caller whose `aws:PrincipalArn` this is. */
export function identity(
  type: CallerIdentityKeys['type'],
  principalArn: string,
  session: string,
): CallerIdentityKeys {
  const [, partition = '', , , account = ''] = principalArn.split(':')
  if (type !== 'role-session') return { type, account, arn: principalArn, principalArn }
  const role = principalArn.slice(principalArn.lastIndexOf('/') + 1)
  const arn = `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`
  return { type, account, arn, principalArn }
}

/** Forms of `aws:userid` for those with an id of their own: `AIDA…` of a user, `AROA…:session` of a session. */
export function userIdShapes({ type, session }: IdentityClass): readonly Shape[] {
  if (type !== 'user' && type !== 'role-session') return []
  const name = session === undefined ? some(NAME_SHAPE, 2, 64) : textShape(session)
  const [prefix, suffix] = type === 'user' ? ['AIDA', []] : ['AROA', [textShape(':'), name]]
  // 21 characters in life, any number in examples.
  const ids = [some(UNIQUE_ID, 17), some(UNIQUE_ID, 1, 124)]
  return ids.map((id) => [textShape(prefix), id, ...suffix])
}

/** An ARN as the only one of its form. */
export function shapeOf(arn: string): Shape {
  const [a, b, c, d, account = '', ...rest] = arn.split(':')
  const resource = rest.join(':')
  const name = resource.lastIndexOf('/') + 1
  return [
    textShape([a, b, c, d, ''].join(':')),
    textShape(account),
    textShape(':'),
    textShape(resource.slice(0, name)),
    textShape(resource.slice(name)),
  ]
}

/** A plausible `aws:userid`. */
export function usualUserId({ type, sample }: IdentityClass): string {
  const { account, arn } = sample
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  if (type === 'root') return account
  if (type === 'federated-user') return `${account}:${name}`
  return type === 'user' ? 'AIDAANYUSERXXXXXXXXXX' : `AROAANYROLEXXXXXXXXXX:${name}`
}
