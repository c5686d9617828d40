import type { Cloud } from '../cloud.ts'
import { type AwsError, notImplemented } from '../http/aws-error.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { queryErrorReply, queryReply } from '../http/query-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { XmlContent } from '../http/xml.ts'
import { ASSUME_ROLE, answerAssumeRole } from './assume-role.ts'
import type { Credential } from './credential.ts'
import { accountOfIdentity, identityName, identityOf, principalId } from './identity.ts'

const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** STS by the query protocol: GetCallerIdentity, which needs no permission, and AssumeRole. */
export function stsCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const form = new URLSearchParams(exchange.body.toString())
  const operation = form.get('Action') ?? ''
  const caller = () => identityOf(credential.accessKeyId, cloud.identities, cloud)
  const answer = (result: () => XmlContent) => () =>
    queryReply(STS_NAMESPACE, exchange, operation, result())
  switch (operation) {
    case 'GetCallerIdentity':
      return { operation, readOnly: true, run: answer(() => whoIs(cloud, caller())) }
    case 'AssumeRole': {
      const resource = form.get('RoleArn') ?? ''
      const run = answer(() => answerAssumeRole(cloud, caller(), form))
      return { operation, action: ASSUME_ROLE, resource, readOnly: true, run }
    }
    default:
      throw notImplemented(`STS ${operation}`)
  }
}

const whoIs = (cloud: Cloud, identity: ReturnType<typeof identityOf>): XmlContent => ({
  Arn: identityName(identity.caller),
  UserId: principalId(identity.caller),
  Account: accountOfIdentity(identity) ?? cloud.account,
})

export const stsErrorReply = (error: AwsError, exchange: Exchange): Reply =>
  queryErrorReply(STS_NAMESPACE, error, exchange)
