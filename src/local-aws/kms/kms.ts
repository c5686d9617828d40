import type { Cloud } from '../cloud.ts'
import { awsError, notImplemented } from '../http/aws-error.ts'
import { type Exchange, header } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from '../identity/credential.ts'
import { identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'

const GET_KEY_POLICY = 'kms:GetKeyPolicy'

/** KMS by the JSON protocol: GetKeyPolicy. */
export function kmsCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const target = header(exchange, 'x-amz-target') ?? ''
  if (target !== 'TrentService.GetKeyPolicy') throw notImplemented(`KMS ${target}`)
  const { KeyId } = JSON.parse(exchange.body.toString())
  const resource = String(KeyId)
  const run = () => {
    authorizeKms(cloud, credential, resource)
    const policy = cloud.keyPolicies.get(resource)
    if (policy === undefined) {
      throw awsError('NotFoundException', 400, `Key '${resource}' does not exist`)
    }
    return jsonReply(200, { Policy: JSON.stringify(policy), PolicyName: 'default' })
  }
  return { operation: 'GetKeyPolicy', action: GET_KEY_POLICY, resource, readOnly: true, run }
}

function authorizeKms(cloud: Cloud, credential: Credential, resource: string): void {
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  if (mayByIdentity(identity, { action: GET_KEY_POLICY, resource })) return
  const who = identityName(identity.caller)
  throw awsError(
    'AccessDeniedException',
    400,
    `User: ${who} is not authorized to perform: ${GET_KEY_POLICY} on resource: ${resource}`,
  )
}
