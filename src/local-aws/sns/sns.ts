import { randomUUID } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import { type AwsError, awsError, notImplemented } from '../http/aws-error.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { queryErrorReply, queryReply } from '../http/query-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { XmlContent } from '../http/xml.ts'
import type { Credential } from '../identity/credential.ts'
import { accountOfIdentity, identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'
import type { PublishedMessage } from './message.ts'
import { checkPublish } from './sns-publish.ts'

const SNS_NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/'

/** SNS by the query protocol: Publish and CreateTopic. */
export function snsCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const form = new URLSearchParams(exchange.body.toString())
  const operation = form.get('Action') ?? ''
  const run = { Publish: answerPublish, CreateTopic: createTopic }[operation]
  if (run === undefined) throw notImplemented(`SNS ${operation}`)
  const request = { cloud, exchange, credential, form }
  const action = `sns:${operation}`
  const resource = namedTopic(request, operation)
  return { operation, action, resource, readOnly: false, run: () => run(request) }
}

interface SnsRequest {
  readonly cloud: Cloud
  readonly exchange: Exchange
  readonly credential: Credential
  readonly form: URLSearchParams
}

function namedTopic({ cloud, credential, form }: SnsRequest, operation: string): string {
  if (operation === 'Publish') return form.get('TopicArn') ?? form.get('TargetArn') ?? ''
  return `arn:${cloud.partition}:sns:${credential.region}:${cloud.account}:${form.get('Name') ?? ''}`
}

function answerPublish(request: SnsRequest): Reply {
  const { cloud, exchange, credential, form } = request
  const topicArn = namedTopic(request, 'Publish')
  const caller = authorizeSns(request, 'SNS:Publish', topicArn)
  const publication = checkPublish(form)
  if (topicArn.split(':')[3] !== credential.region) {
    throw awsError('InvalidParameter', 400, 'Invalid parameter: TopicArn')
  }
  if (!cloud.topics.has(topicArn)) throw awsError('NotFound', 404, 'Topic does not exist')
  const messageId = randomUUID()
  const time = cloud.clock().toISOString()
  const message: PublishedMessage = { messageId, topicArn, caller, time, ...publication }
  cloud.messages.push(message)
  cloud.log({ type: 'message', message })
  return reply(exchange, 'Publish', { MessageId: messageId })
}

function createTopic(request: SnsRequest): Reply {
  const { cloud, exchange, form } = request
  const name = form.get('Name') ?? ''
  const arn = namedTopic(request, 'CreateTopic')
  authorizeSns(request, 'SNS:CreateTopic', arn)
  if (!/^[\w-]{1,256}(\.fifo)?$/.test(name)) {
    throw awsError('InvalidParameter', 400, 'Invalid parameter: Topic Name')
  }
  cloud.topics.add(arn)
  return reply(exchange, 'CreateTopic', { TopicArn: arn })
}

function authorizeSns({ cloud, credential }: SnsRequest, action: string, resource: string): string {
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  const name = identityName(identity.caller)
  // Topics have no policies here, and without one only their own account may use them.
  const isOwn = accountOfIdentity(identity) === resource.split(':')[4]
  if (isOwn && mayByIdentity(identity, { action, resource })) return name
  const reason = `because no identity-based policy allows the ${action} action`
  const message = `User: ${name} is not authorized to perform: ${action} on resource: ${resource} ${reason}`
  throw awsError('AuthorizationError', 403, message)
}

const reply = (exchange: Exchange, operation: string, result: XmlContent): Reply =>
  queryReply(SNS_NAMESPACE, exchange, operation, result)

export const snsErrorReply = (error: AwsError, exchange: Exchange): Reply =>
  queryErrorReply(SNS_NAMESPACE, error, exchange)
