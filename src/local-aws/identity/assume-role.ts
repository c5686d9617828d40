import { isAllowed, isDenied } from '../../core/policy/evaluation/evaluate.ts'
import type { Request } from '../../core/policy/request.ts'
import type { Cloud } from '../cloud.ts'
import { awsError } from '../http/aws-error.ts'
import type { XmlContent } from '../http/xml.ts'
import { organizationIdOf } from '../organization/organization.ts'
import { identityName, type LocalIdentity, principalId } from './identity.ts'
import { contextOfIdentity, isDeniedByIdentity, mayByIdentity } from './identity-policy.ts'
import { contextOf, principalFacts } from './principal-facts.ts'
import type { LocalRole } from './role.ts'
import { startSession } from './session.ts'

export const ASSUME_ROLE = 'sts:AssumeRole'

/** Answers AssumeRole. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function answerAssumeRole(
  cloud: Cloud,
  identity: LocalIdentity,
  form: URLSearchParams,
): XmlContent {
  const sessionName = form.get('RoleSessionName') ?? ''
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) throw invalid('roleSessionName')
  const role = cloud.roles.get(form.get('RoleArn') ?? '')
  // A role that does not exist is refused like one that does not trust the caller.
  if (role === undefined || !mayAssume(cloud, identity, role, form)) {
    const who = identityName(identity.caller)
    const message = `User: ${who} is not authorized to perform: ${ASSUME_ROLE} on resource: ${form.get('RoleArn')}`
    throw awsError('AccessDenied', 403, message)
  }
  const seconds = durationOf(role, identity, form)
  const session = startSession(cloud, role, sessionName, seconds)
  const assumed = cloud.identities.get(session.accessKeyId)?.caller ?? identity.caller
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.token,
      Expiration: session.expiresAt.toISOString(),
    },
    AssumedRoleUser: { Arn: identityName(assumed), AssumedRoleId: principalId(assumed) },
  }
}

/** The trust policy must allow it, and so must the caller's own policy, unless it names a caller of the same account. */
function mayAssume(
  cloud: Cloud,
  identity: LocalIdentity,
  role: LocalRole,
  form: URLSearchParams,
): boolean {
  const { caller } = identity
  if (!('account' in caller)) return false
  const facts = contextOf({
    ...principalFacts(cloud, caller),
    'aws:resourceaccount': role.account,
    'aws:resourceorgid': organizationIdOf(cloud, role.account),
    'sts:externalid': form.get('ExternalId') ?? undefined,
    'sts:rolesessionname': form.get('RoleSessionName') ?? undefined,
  })
  const context = new Map([...facts, ...contextOfIdentity(identity)])
  const request: Request = { caller, action: ASSUME_ROLE, resource: role.arn, context }
  if (isDenied(role.trust, request) || isDeniedByIdentity(identity, request)) return false
  if (!isAllowed(role.trust, request)) return false
  return (
    mayByIdentity(identity, request) || (isNamed(role, request) && role.account === caller.account)
  )
}

/** Whether a statement that allows the request names the caller itself, and not its account only. */
function isNamed({ trust }: LocalRole, request: Request): boolean {
  const { caller } = request
  if (!('account' in caller)) return false
  const names = [caller.arn, caller.principalArn]
  const statements = trust.statements.filter(({ principals }) =>
    principals.principals.some(({ value }) => names.includes(value)),
  )
  return isAllowed({ ...trust, statements }, request)
}

const HOUR = 3600

function durationOf(role: LocalRole, { caller }: LocalIdentity, form: URLSearchParams): number {
  const seconds = Number(form.get('DurationSeconds') ?? HOUR)
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > 12 * HOUR) {
    throw invalid('durationSeconds')
  }
  if (caller.type === 'role-session' && seconds > HOUR) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  }
  if (seconds > role.maxSessionSeconds) {
    throw validationError(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  }
  return seconds
}

const validationError = (message: string) => awsError('ValidationError', 400, message)

const invalid = (parameter: string) =>
  validationError(
    `1 validation error detected: Value at '${parameter}' failed to satisfy constraint`,
  )
