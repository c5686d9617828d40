import type { Cloud } from '../cloud.ts'
import { awsError, notImplemented } from '../http/aws-error.ts'
import { type Exchange, header } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from '../identity/credential.ts'
import { identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'

const GET_PARAMETER = 'ssm:GetParameter'

/** The Parameter Store by the JSON protocol: GetParameter. */
export function ssmCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const target = header(exchange, 'x-amz-target') ?? ''
  if (target !== 'AmazonSSM.GetParameter') throw notImplemented(`SSM ${target}`)
  const { Name } = JSON.parse(exchange.body.toString())
  const { account, region, partition } = cloud
  const resource = `arn:${partition}:ssm:${region}:${account}:parameter${Name}`
  const run = () => {
    const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
    if (!mayByIdentity(identity, { action: GET_PARAMETER, resource })) {
      const who = identityName(identity.caller)
      const message = `User: ${who} is not authorized to perform: ${GET_PARAMETER} on resource: ${resource}`
      throw awsError('AccessDeniedException', 400, message)
    }
    const Value = cloud.parameters.get(String(Name))
    if (Value === undefined) throw awsError('ParameterNotFound', 400, '')
    return jsonReply(200, { Parameter: { Name, Type: 'String', Value } })
  }
  return { operation: 'GetParameter', action: GET_PARAMETER, resource, readOnly: true, run }
}
