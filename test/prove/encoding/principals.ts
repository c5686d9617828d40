import { accountOf, arnOf, nameOf, sessionOf } from './identity.ts'
import { inexpressible } from './inexpressible.ts'
import { names } from './match-text.ts'
import type { Choice, NamedPrincipal } from './read-policy.ts'
import type { Scene } from './scene.ts'
import { allOf, anyOf, FALSE, not, type Term, TRUE } from './smt.ts'

/** Whether a statement is about the caller: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export function concernsCaller(scene: Scene, { except, named }: Choice<NamedPrincipal>): Term {
  const levels = named.map((one) => levelOf(scene, one))
  const listed = (level: Level['level']) =>
    anyOf(levels.filter((one) => one.level === level).map((one) => one.names))
  if (!except) return anyOf(levels.map(({ names }) => names))
  return not(isSpared(scene, listed))
}

interface Level {
  readonly level: 'everyone' | 'account' | 'role' | 'caller'
  readonly names: Term
}

/**
 * With `NotPrincipal`, AWS "might validate the account first, then the role, and then the assumed-role user". Whether an account by
 * itself spares all its callers, and whether a caller is spared without the account, is open.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isSpared(scene: Scene, listed: (level: Level['level']) => Term): Term {
  const account = listed('account')
  const role = listed('role')
  const caller = scene.caller === 'root' ? account : listed('caller')
  const above = scene.caller === 'role' ? [account, role] : [account]
  return anyOf([
    listed('everyone'),
    allOf([caller, ...above]),
    allOf([anyOf([caller, role]), not(scene.doubt('NotPrincipal needs the account, too'))]),
    allOf([account, scene.doubt('an account in NotPrincipal spares all its callers')]),
  ])
}

const at = (level: Level['level'], names: Term): Level => ({ level, names })
const NOBODY = at('caller', FALSE)

function levelOf(scene: Scene, { type, value }: NamedPrincipal): Level {
  if (type === 'AWS') return value === '*' ? at('everyone', TRUE) : awsPrincipal(scene, value)
  if (value === '*') return inexpressible(`all principals of type ${type}`)
  if (scene.caller === 'anonymous' || type === 'Service') return NOBODY
  if (type === 'CanonicalUser') return at('account', scene.doubt(`canonical user ${value}`))
  if (type !== 'Federated') return inexpressible(`principals of type ${type}`)
  return scene.caller === 'role' ? at('caller', scene.doubt(`provider ${value}`)) : NOBODY
}

const ARN = /^arn:([^:]+):(iam|sts)::([^:]+):(root$|user\/|role\/|assumed-role\/|federated-user\/)/

function awsPrincipal(scene: Scene, value: string): Level {
  if (/[*?]/.test(value)) return inexpressible('a wildcard in a principal')
  if (/^\d{12}$/.test(value)) return inAccount(scene, value)
  const [, partition, , account = '', kind = ''] = ARN.exec(value) ?? []
  // An identifier such as AIDA… is what is left of a deleted user or role.
  if (partition === undefined) {
    return /^[A-Z0-9]+$/.test(value) ? NOBODY : inexpressible('a principal in another form')
  }
  if (partition !== 'aws') return NOBODY
  if (kind === 'root') return inAccount(scene, account)
  const caller = callerOf(account, kind)
  if (caller !== scene.caller) return NOBODY
  if (kind === 'assumed-role/') return at('caller', isSession(scene, account, value))
  return at(kind === 'role/' ? 'role' : 'caller', names(arnOf(scene), value))
}

/** The ARN of a session has no path: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function isSession(scene: Scene, account: string, arn: string): Term {
  const [, role = '', session = ''] = arn.split('/')
  return allOf([
    names(accountOf(scene), account),
    names(nameOf(scene), role),
    names(sessionOf(scene), session),
  ])
}

function callerOf(account: string, kind: string): Scene['caller'] {
  if (kind === 'user/') return account === 'cloudfront' ? 'cloudfront' : 'user'
  return kind === 'federated-user/' ? 'federated' : 'role'
}

const inAccount = (scene: Scene, account: string): Level =>
  scene.caller === 'anonymous'
    ? at('account', FALSE)
    : at('account', names(accountOf(scene), account))
