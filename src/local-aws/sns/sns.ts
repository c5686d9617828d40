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
import { notifySubscribers } from './send-notification.ts'
import { checkPublish } from './sns-publish.ts'
import { confirmSubscription, listSubscriptions, subscribe } from './subscriptions.ts'

const SNS_NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/'

interface SnsRequest {
  readonly cloud: Cloud
  readonly exchange: Exchange
  readonly credential: Credential
  readonly form: URLSearchParams
  /** The ARN of the topic or the subscription that the request is about; `*` where there is none. */
  readonly resource: string
  /** The account of the caller. */
  readonly account: string
}

type Answer = (request: SnsRequest) => XmlContent

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['Publish', publish],
  ['CreateTopic', createTopic],
  ['Subscribe', ({ cloud, exchange, form, account }) => subscribe(cloud, exchange, form, account)],
  ['ConfirmSubscription', ({ cloud, form }) => confirmSubscription(cloud, form)],
  [
    'Unsubscribe',
    ({ cloud, resource }) => {
      cloud.subscriptions.delete(resource)
      return {}
    },
  ],
  ['ListTopics', ({ cloud, account }) => ({ Topics: { member: topicsOf(cloud, account) } })],
  [
    'ListSubscriptions',
    ({ cloud, account }) => listSubscriptions(cloud, ({ owner }) => owner === account),
  ],
  [
    'ListSubscriptionsByTopic',
    ({ cloud, resource }) => listSubscriptions(cloud, ({ topicArn }) => topicArn === resource),
  ],
  ['GetTopicAttributes', topicAttributes],
])

const READS = ['ListTopics', 'ListSubscriptions', 'ListSubscriptionsByTopic', 'GetTopicAttributes']

/** SNS by the query protocol: topics, subscriptions and Publish. */
export function snsCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const form = new URLSearchParams(exchange.body.toString())
  const operation = form.get('Action') ?? ''
  const answer = ANSWERS.get(operation)
  if (answer === undefined) throw notImplemented(`SNS ${operation}`)
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  const account = accountOfIdentity(identity) ?? cloud.account
  const resource = resourceIn(form, operation, cloud, credential)
  const request = { cloud, exchange, credential, form, resource, account }
  const run = () => {
    authorizeSns(request, `SNS:${operation}`)
    return reply(exchange, operation, answer(request))
  }
  const action = `sns:${operation}`
  return { operation, action, resource, readOnly: READS.includes(operation), run }
}

/** A link in a message, which confirms a subscription: it has no signature. */
export function isConfirmation({ method, query }: Exchange): boolean {
  return method === 'GET' && query.get('Action') === 'ConfirmSubscription' && query.has('Token')
}

export function confirmationCall(cloud: Cloud, exchange: Exchange): ServiceCall {
  const operation = 'ConfirmSubscription'
  const run = () => reply(exchange, operation, confirmSubscription(cloud, exchange.query))
  return { operation, readOnly: false, run }
}

function resourceIn(
  form: URLSearchParams,
  operation: string,
  { partition, account }: Cloud,
  { region }: Credential,
): string {
  if (operation === 'CreateTopic') {
    return `arn:${partition}:sns:${region}:${account}:${form.get('Name') ?? ''}`
  }
  const named = ['TopicArn', 'TargetArn', 'SubscriptionArn'].map((name) => form.get(name))
  return named.find((arn) => arn !== null) ?? (operation === 'Publish' ? '' : '*')
}

function publish({ cloud, credential, form, resource: topicArn }: SnsRequest): XmlContent {
  const publication = checkPublish(form)
  if (topicArn.split(':')[3] !== credential.region) {
    throw awsError('InvalidParameter', 400, 'Invalid parameter: TopicArn')
  }
  if (!cloud.topics.has(topicArn)) throw noTopic()
  const messageId = randomUUID()
  const time = cloud.clock().toISOString()
  const { caller: from } = identityOf(credential.accessKeyId, cloud.identities, cloud)
  const caller = identityName(from)
  const message: PublishedMessage = { messageId, topicArn, caller, time, ...publication }
  cloud.messages.push(message)
  cloud.log({ type: 'message', message })
  notifySubscribers(cloud, message)
  return { MessageId: messageId }
}

function createTopic({ cloud, form, resource: arn }: SnsRequest): XmlContent {
  if (!/^[\w-]{1,256}(\.fifo)?$/.test(form.get('Name') ?? '')) {
    throw awsError('InvalidParameter', 400, 'Invalid parameter: Topic Name')
  }
  cloud.topics.add(arn)
  return { TopicArn: arn }
}

const topicsOf = ({ topics }: Cloud, account: string) =>
  [...topics].filter((arn) => arn.split(':')[4] === account).map((TopicArn) => ({ TopicArn }))

function topicAttributes({ cloud, resource: TopicArn }: SnsRequest): XmlContent {
  if (!cloud.topics.has(TopicArn)) throw noTopic()
  const attributes = { TopicArn, Owner: TopicArn.split(':')[4] }
  return {
    Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) },
  }
}

const noTopic = () => awsError('NotFound', 404, 'Topic does not exist')

function authorizeSns({ cloud, credential, resource }: SnsRequest, action: string): void {
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  const name = identityName(identity.caller)
  // Topics have no policies here, and without one only their own account may use them.
  const isOwn = resource === '*' || accountOfIdentity(identity) === resource.split(':')[4]
  if (isOwn && mayByIdentity(identity, { action, resource })) return
  const reason = `because no identity-based policy allows the ${action} action`
  const message = `User: ${name} is not authorized to perform: ${action} on resource: ${resource} ${reason}`
  throw awsError('AuthorizationError', 403, message)
}

const reply = (exchange: Exchange, operation: string, result: XmlContent): Reply =>
  queryReply(SNS_NAMESPACE, exchange, operation, result)

export const snsErrorReply = (error: AwsError, exchange: Exchange): Reply =>
  queryErrorReply(SNS_NAMESPACE, error, exchange)
