import { createHash } from 'node:crypto'
import type { Policy } from '../../core/policy/document.ts'
import type { Caller } from '../../core/policy/request.ts'
import type { LocalSession } from './local-session.ts'

/** The identity that an access key belongs to. */
export interface LocalIdentity {
  readonly caller: Caller
  /** Its identity policy, as `identityPolicy` reads it. Without one, everything is allowed. */
  readonly policy?: Policy
  /** The service that calls in its name, such as `cloudformation.amazonaws.com`. */
  readonly invokedBy?: string
  /** Further condition keys that its calls carry, such as `aws:SourceAccount` for a service. */
  readonly context?: Readonly<Record<string, string>>
  /** Credentials that expire. */
  readonly session?: LocalSession
}

export const ANONYMOUS: LocalIdentity = { caller: { type: 'anonymous' } }

/** The account's root user. */
export function rootIdentity(account: string, partition = 'aws'): LocalIdentity {
  const arn = `arn:${partition}:iam::${account}:root`
  return { caller: { type: 'root', account, arn, principalArn: arn } }
}

export function userIdentity(account: string, name: string, partition = 'aws'): LocalIdentity {
  const arn = `arn:${partition}:iam::${account}:user/${name}`
  return { caller: { type: 'user', account, arn, principalArn: arn } }
}

/** A session of a role, as a Lambda function, a pipeline or a console user with SSO has it. */
export function roleIdentity(
  account: string,
  role: string,
  session: string,
  partition = 'aws',
): LocalIdentity {
  const arn = `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`
  const principalArn = `arn:${partition}:iam::${account}:role/${role}`
  return { caller: { type: 'role-session', account, arn, principalArn } }
}

/** A session of a function's role, by which Lambda says which function calls. The session has the name of the function. */
export const functionIdentity = (
  account: string,
  role: string,
  functionArn: string,
  partition = 'aws',
): LocalIdentity => ({
  ...roleIdentity(account, role, functionArn.split(':').at(-1) ?? '', partition),
  context: { 'lambda:SourceFunctionArn': functionArn },
})

export function serviceIdentity(
  service: string,
  context: Record<string, string> = {},
): LocalIdentity {
  return { caller: { type: 'service', service }, context }
}

/**
 * The identity that an access key belongs to. Keys that are not registered work too: twelve digits are the root user of
 * that account, `root` is the root user of this account, and anything else is a user of that name.
 */
export function identityOf(
  accessKeyId: string,
  known: ReadonlyMap<string, LocalIdentity>,
  home: { readonly account: string; readonly partition: string },
): LocalIdentity {
  const registered = known.get(accessKeyId)
  if (registered !== undefined) return registered
  if (/^\d{12}$/.test(accessKeyId)) return rootIdentity(accessKeyId, home.partition)
  if (accessKeyId === 'root') return rootIdentity(home.account, home.partition)
  return userIdentity(home.account, accessKeyId, home.partition)
}

export function accountOfIdentity({ caller }: LocalIdentity): string | undefined {
  return 'account' in caller ? caller.account : undefined
}

/** The ARN, or a name for callers that have none. */
export function identityName(caller: Caller): string {
  if (caller.type === 'anonymous') return 'anonymous'
  return caller.type === 'service' ? caller.service : caller.arn
}

/** `AIDA…`, `AROA…:session` or the account id: the same for the same principal. */
export function principalId(caller: Caller): string {
  if (caller.type === 'anonymous' || caller.type === 'service') return identityName(caller)
  if (caller.type === 'root') return caller.account
  const prefix = caller.type === 'user' ? 'AIDA' : 'AROA'
  const session = caller.type === 'user' ? '' : `:${caller.arn.split('/').at(-1)}`
  return uniqueId(prefix, caller.principalArn) + session
}

/** The canonical user id of an account, which access control lists use: 64 hexadecimal digits. */
export function canonicalId(account: string): string {
  return account.padStart(64, '0')
}

/** An id as IAM gives it to users (`AIDA`), roles (`AROA`) and keys (`AKIA`, `ASIA`). */
export function uniqueId(prefix: string, of: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bytes = createHash('sha256').update(of).digest().subarray(0, 16)
  return prefix + Array.from(bytes, (byte) => letters[byte % 32]).join('')
}
