import { randomBytes, randomUUID } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import { compilePattern } from '../events/event-pattern.ts'
import { awsError, notImplemented } from '../http/aws-error.ts'
import type { Exchange } from '../http/exchange.ts'
import type { XmlContent } from '../http/xml.ts'
import { sendConfirmation } from './send-notification.ts'
import type { Subscription } from './subscription.ts'

const PROTOCOLS = ['http', 'https', 'sqs', 'email'] as const
const ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery']

/** Answers Subscribe. An endpoint of HTTP must confirm that it wants the messages; a queue need not. */
export function subscribe(
  cloud: Cloud,
  exchange: Exchange,
  form: URLSearchParams,
  owner: string,
): XmlContent {
  const topicArn = form.get('TopicArn') ?? ''
  if (!cloud.topics.has(topicArn)) throw awsError('NotFound', 404, 'Topic does not exist')
  const [protocol, endpoint] = [form.get('Protocol') ?? '', form.get('Endpoint') ?? '']
  const known = PROTOCOLS.find((one) => one === protocol)
  if (known === undefined) throw notImplemented(`SNS Subscribe with the protocol ${protocol}`)
  checkEndpoint(known, endpoint)
  const existing = [...cloud.subscriptions.values()].find(
    (one) => one.topicArn === topicArn && one.endpoint === endpoint,
  )
  const subscription = existing ?? {
    ...{ arn: `${topicArn}:${randomUUID()}`, topicArn, protocol: known, endpoint, owner },
    ...{ token: randomBytes(32).toString('hex'), isConfirmed: known === 'sqs' },
    ...readAttributes(form),
  }
  cloud.subscriptions.set(subscription.arn, subscription)
  if (existing === undefined) sendConfirmation(cloud, subscription, exchange)
  const isShown = subscription.isConfirmed || form.get('ReturnSubscriptionArn') === 'true'
  return { SubscriptionArn: isShown ? subscription.arn : 'pending confirmation' }
}

/** Answers ConfirmSubscription, which needs no signature: the token is the permission. */
export function confirmSubscription(cloud: Cloud, form: URLSearchParams): XmlContent {
  const found = [...cloud.subscriptions.values()].find(
    ({ topicArn, token }) => topicArn === form.get('TopicArn') && token === form.get('Token'),
  )
  if (found === undefined) throw awsError('InvalidParameter', 400, 'Invalid parameter: Token')
  found.isConfirmed = true
  return { SubscriptionArn: found.arn }
}

/** The subscriptions of an account, or those of one topic. */
export const listSubscriptions = (
  cloud: Cloud,
  isWanted: (subscription: Subscription) => boolean,
): XmlContent => ({
  Subscriptions: {
    member: [...cloud.subscriptions.values()].filter(isWanted).map((one) => ({
      ...{ TopicArn: one.topicArn, Protocol: one.protocol, Endpoint: one.endpoint },
      ...{ Owner: one.owner },
      SubscriptionArn: one.isConfirmed ? one.arn : 'PendingConfirmation',
    })),
  },
})

function checkEndpoint(protocol: Subscription['protocol'], endpoint: string): void {
  const isValid = {
    http: () => endpoint.startsWith('http://') && URL.canParse(endpoint),
    https: () => endpoint.startsWith('https://') && URL.canParse(endpoint),
    sqs: () => /^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]+$/.test(endpoint),
    email: () => /^[^@\s]+@[^@\s]+$/.test(endpoint),
  }[protocol]
  if (!isValid()) throw awsError('InvalidParameter', 400, 'Invalid parameter: Endpoint')
}

function readAttributes(form: URLSearchParams): Pick<Subscription, 'filterPolicy' | 'isRaw'> {
  const found = new Map<string, string>()
  for (let i = 1; form.has(`Attributes.entry.${i}.key`); i++) {
    const name = form.get(`Attributes.entry.${i}.key`) ?? ''
    if (!ATTRIBUTES.includes(name)) throw notImplemented(`SNS Subscribe with the attribute ${name}`)
    found.set(name, form.get(`Attributes.entry.${i}.value`) ?? '')
  }
  if ((found.get('FilterPolicyScope') ?? 'MessageAttributes') !== 'MessageAttributes') {
    throw notImplemented('SNS Subscribe with a filter policy of the body')
  }
  const filterPolicy = found.get('FilterPolicy')
  if (filterPolicy !== undefined) checkFilter(filterPolicy)
  return { filterPolicy, isRaw: found.get('RawMessageDelivery') === 'true' }
}

function checkFilter(text: string): void {
  try {
    compilePattern(JSON.parse(text))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw awsError('InvalidParameter', 400, `Invalid parameter: FilterPolicy: ${reason}`)
  }
}
