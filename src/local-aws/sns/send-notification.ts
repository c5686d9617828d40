import type { Cloud } from '../cloud.ts'
import { compilePattern } from '../events/event-pattern.ts'
import type { Exchange } from '../http/exchange.ts'
import { mayReceive } from '../sqs/queue.ts'
import type { PublishedMessage } from './message.ts'
import type { Subscription } from './subscription.ts'

/** Sends a message to all who have subscribed to its topic and whose filter it matches. */
export function notifySubscribers(cloud: Cloud, message: PublishedMessage): void {
  for (const subscription of cloud.subscriptions.values()) {
    const { topicArn, isConfirmed, protocol } = subscription
    if (topicArn !== message.topicArn || !isConfirmed || !passesFilter(subscription, message))
      continue
    const text = textFor(message, protocol)
    const body = subscription.isRaw ? text : JSON.stringify(envelope(message, text))
    if (protocol === 'sqs') sendToQueue(cloud, subscription, body)
    else if (protocol !== 'email') post(cloud, subscription, 'Notification', body)
  }
}

/** Asks the endpoint of a new subscription to confirm it. */
export function sendConfirmation(
  cloud: Cloud,
  subscription: Subscription,
  exchange: Exchange,
): void {
  const { topicArn: TopicArn, token: Token, protocol } = subscription
  if (protocol !== 'http' && protocol !== 'https') return
  const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn, Token })
  const origin = `${exchange.tls === undefined ? 'http' : 'https'}://${exchange.headers.host}`
  const body = JSON.stringify({
    ...{ Type: 'SubscriptionConfirmation', MessageId: subscription.arn.split(':').at(-1) },
    ...{ Token, TopicArn, SubscribeURL: `${origin}/?${query}` },
    Message: `You have chosen to subscribe to the topic ${TopicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    Timestamp: cloud.clock().toISOString(),
  })
  post(cloud, subscription, 'SubscriptionConfirmation', body)
}

// A filter policy is an event pattern over the attributes; a list of strings comes as JSON.
function passesFilter({ filterPolicy }: Subscription, { attributes }: PublishedMessage): boolean {
  if (filterPolicy === undefined) return true
  const values = Object.entries(attributes).map(([name, { type, value }]) => [
    name,
    type === 'String.Array' || type.startsWith('Number') ? JSON.parse(value) : value,
  ])
  return compilePattern(JSON.parse(filterPolicy))(Object.fromEntries(values))
}

function textFor({ message, messageStructure }: PublishedMessage, protocol: string): string {
  if (messageStructure !== 'json') return message
  const texts: Readonly<Record<string, string>> = JSON.parse(message)
  return texts[protocol] ?? texts.default ?? ''
}

const envelope = (
  { messageId, topicArn, subject, time, attributes }: PublishedMessage,
  Message: string,
) => ({
  ...{ Type: 'Notification', MessageId: messageId, TopicArn: topicArn, Subject: subject, Message },
  ...{ Timestamp: time, SignatureVersion: '1' },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, { type: Type, value: Value }]) => [
      name,
      { Type, Value },
    ]),
  ),
})

// The policy of the queue must let SNS in: what it refuses is lost.
function sendToQueue(cloud: Cloud, { endpoint, topicArn }: Subscription, body: string): void {
  const queue = cloud.queues.get(endpoint)
  if (queue !== undefined && mayReceive(queue, topicArn)) queue.put(body)
}

/** An endpoint that does not answer loses the message. SNS would try again for an hour. */
function post(
  cloud: Cloud,
  { endpoint, topicArn, arn }: Subscription,
  type: string,
  body: string,
): void {
  const headers = {
    'content-type': 'text/plain; charset=UTF-8',
    'x-amz-sns-message-type': type,
    'x-amz-sns-topic-arn': topicArn,
    'x-amz-sns-subscription-arn': arn,
  }
  const signal = AbortSignal.timeout(15_000)
  cloud.wait(fetch(endpoint, { method: 'POST', headers, body, signal }).then(drain, () => {}))
}

const drain = async (response: Response) => void (await response.arrayBuffer())
