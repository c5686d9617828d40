import type { Caller } from '../request.ts'
import { NAME_SHAPE, type Shape, some, textShape, UNIQUE_ID } from './shapes.ts'

export type CallerIdentityKeys = Exclude<Caller, { type: 'anonymous' | 'service' }>

/**
 * Callers whom no `Principal` or `NotPrincipal` of the policy distinguishes: one whom it names, or all of a type and an
 * account (one that it names, or any other) whom it does not name. Keys such as `aws:PrincipalArn` may distinguish them.
 */
export interface IdentityClass {
  readonly type: CallerIdentityKeys['type']
  readonly sample: CallerIdentityKeys
  /** The form of `aws:PrincipalArn`: the part before the account, the account, a colon, the path, the name. */
  readonly arns: readonly Shape[]
  /** The session name, where the policy names it. */
  readonly session: string | undefined
  readonly notArns: readonly string[]
  /** The only possible accounts. `undefined`: all accounts. */
  readonly accounts: readonly string[] | undefined
  readonly notAccounts: readonly string[]
}

/** The principals of one partition that Deny statements name in `Principal` and `NotPrincipal`. */
export interface Naming {
  readonly partition: string
  /** Groups of accounts that no statement distinguishes. */
  readonly accounts: readonly (readonly string[])[]
  readonly arns: readonly string[]
}

/** The default session name. */
export const SESSION = 'any-session'

/** The caller with this `aws:PrincipalArn`. */
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

/** The form of `aws:userid` for callers with a unique id: `AIDA…` for a user, `AROA…:session` for a session. */
export function userIdShapes({ type, session }: IdentityClass): readonly Shape[] {
  if (type !== 'user' && type !== 'role-session') return []
  const name = session === undefined ? some(NAME_SHAPE, 2, 64) : textShape(session)
  const [prefix, suffix] = type === 'user' ? ['AIDA', []] : ['AROA', [textShape(':'), name]]
  // Real ids have 21 characters, those in policies may have any number.
  const ids = [some(UNIQUE_ID, 17), some(UNIQUE_ID, 1, 124)]
  return ids.map((id) => [textShape(prefix), id, ...suffix])
}

/** A form with a single ARN. */
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
