import type { Cloud } from '../cloud.ts'
import { type AwsError, notImplemented } from '../http/aws-error.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { queryErrorReply, queryReply } from '../http/query-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from './credential.ts'
import { accountOfIdentity, identityName, identityOf, principalId } from './identity.ts'

const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** STS by the query protocol: GetCallerIdentity, which needs no permission. */
export function stsCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const operation = new URLSearchParams(exchange.body.toString()).get('Action') ?? ''
  if (operation !== 'GetCallerIdentity') throw notImplemented(`STS ${operation}`)
  const run = () => {
    const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
    return queryReply(STS_NAMESPACE, exchange, operation, {
      Arn: identityName(identity.caller),
      UserId: principalId(identity.caller),
      Account: accountOfIdentity(identity) ?? cloud.account,
    })
  }
  return { operation, readOnly: true, run }
}

export const stsErrorReply = (error: AwsError, exchange: Exchange): Reply =>
  queryErrorReply(STS_NAMESPACE, error, exchange)
