import type { Caller } from '../../../core/policy/request.ts'
import { isoSeconds } from '../../events/bus-event.ts'
import { type LocalIdentity, principalId } from '../../identity/identity.ts'

/**
 * The caller as CloudTrail describes it.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function userIdentityElement(
  { caller, invokedBy }: LocalIdentity,
  accessKeyId: string | undefined,
  now: Date,
) {
  if (caller.type === 'anonymous') {
    return { type: 'AWSAccount', principalId: '', accountId: 'anonymous' }
  }
  if (caller.type === 'service') return { type: 'AWSService', invokedBy: caller.service }
  const { arn, account: accountId } = caller
  const onBehalf = invokedBy === undefined ? {} : { invokedBy }
  const common = { principalId: principalId(caller), arn, accountId, accessKeyId, ...onBehalf }
  if (caller.type === 'root') return { type: 'Root', ...common }
  const name = arn.split('/').at(-1) ?? ''
  if (caller.type === 'user') return { type: 'IAMUser', ...common, userName: name }
  if (caller.type === 'federated-user') return { type: 'FederatedUser', ...common }
  return { type: 'AssumedRole', ...common, sessionContext: sessionContext(caller, now) }
}

function sessionContext(caller: Exclude<Caller, { type: 'anonymous' | 'service' }>, now: Date) {
  const issuer = {
    type: 'Role',
    principalId: principalId(caller).split(':')[0],
    arn: caller.principalArn,
    accountId: caller.account,
    userName: caller.principalArn.split('/').at(-1),
  }
  const attributes = { creationDate: isoSeconds(now), mfaAuthenticated: 'false' }
  return { sessionIssuer: issuer, attributes }
}
