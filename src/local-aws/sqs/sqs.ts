import type { Cloud } from '../cloud.ts'
import { awsError, notImplemented } from '../http/aws-error.ts'
import { type Exchange, header, type Reply } from '../http/exchange.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from '../identity/credential.ts'
import { accountOfIdentity, identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'
import { createQueue, type Queue, receiveFrom } from './queue.ts'

type Input = Readonly<Record<string, unknown>>

interface SqsRequest {
  readonly cloud: Cloud
  readonly exchange: Exchange
  readonly input: Input
  /** The ARN of the queue that the request names. */
  readonly arn: string
}

type Answer = (request: SqsRequest) => object

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  [
    'CreateQueue',
    ({ cloud, exchange, input, arn }) => {
      const name = String(input.QueueName)
      if (!/^[\w-]{1,80}$/.test(name))
        throw awsError('InvalidParameterValue', 400, 'Invalid queue name')
      const attributes = new Map(Object.entries((input.Attributes ?? {}) as Record<string, string>))
      if (!cloud.queues.has(arn)) cloud.queues.set(arn, createQueue(arn, attributes))
      return { QueueUrl: urlOf(exchange, arn) }
    },
  ],
  ['GetQueueUrl', (request) => ({ QueueUrl: urlOf(request.exchange, queueOf(request).arn) })],
  [
    'ListQueues',
    ({ cloud, exchange, input }) => ({
      QueueUrls: [...cloud.queues.values()]
        .filter(({ name }) => name.startsWith(String(input.QueueNamePrefix ?? '')))
        .map(({ arn }) => urlOf(exchange, arn)),
    }),
  ],
  ['GetQueueAttributes', (request) => ({ Attributes: attributesOf(queueOf(request)) })],
  [
    'SetQueueAttributes',
    (request) => {
      const { attributes } = queueOf(request)
      for (const [name, value] of Object.entries((request.input.Attributes ?? {}) as object)) {
        attributes.set(name, String(value))
      }
      return {}
    },
  ],
  [
    'SendMessage',
    (request) => {
      const { id, md5 } = queueOf(request).put(String(request.input.MessageBody))
      return { MessageId: id, MD5OfMessageBody: md5 }
    },
  ],
  [
    'ReceiveMessage',
    ({ cloud, ...request }) =>
      receiveFrom(queueOf({ cloud, ...request }), request.input, cloud.clock()),
  ],
  [
    'DeleteMessage',
    (request) => {
      const { messages } = queueOf(request)
      const found = [...messages.values()].find(
        ({ receipt }) => receipt === request.input.ReceiptHandle,
      )
      if (found === undefined)
        throw awsError('ReceiptHandleIsInvalid', 400, 'The receipt handle is not valid')
      messages.delete(found.id)
      return {}
    },
  ],
  [
    'PurgeQueue',
    (request) => {
      queueOf(request).messages.clear()
      return {}
    },
  ],
  [
    'DeleteQueue',
    (request) => {
      request.cloud.queues.delete(queueOf(request).arn)
      return {}
    },
  ],
])

const READS = ['GetQueueUrl', 'ListQueues', 'GetQueueAttributes']

/** SQS by the JSON protocol: as much as a subscription of a topic needs. It never waits for messages. */
export function sqsCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const operation = (header(exchange, 'x-amz-target') ?? '').split('.').at(-1) ?? ''
  const answer = ANSWERS.get(operation)
  if (answer === undefined) throw notImplemented(`SQS ${operation}`)
  const input = readInput(exchange)
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  const account = accountOfIdentity(identity) ?? cloud.account
  const name = String(
    input.QueueName ??
      String(input.QueueUrl ?? '')
        .split('/')
        .at(-1),
  )
  const arn = `arn:${cloud.partition}:sqs:${credential.region}:${account}:${name}`
  const action = `sqs:${operation}`
  const resource = operation === 'ListQueues' ? '*' : arn
  const run = () => {
    if (!mayByIdentity(identity, { action, resource })) {
      const who = identityName(identity.caller)
      throw awsError(
        'AccessDeniedException',
        400,
        `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`,
      )
    }
    return sqsReply(answer({ cloud, exchange, input, arn }))
  }
  return { operation, action, resource, readOnly: READS.includes(operation), run }
}

function readInput({ body }: Exchange): Input {
  try {
    const input: unknown = JSON.parse(body.toString() || '{}')
    if (typeof input === 'object' && input !== null) return { ...input }
  } catch {
    // Answered below, like JSON that is no object.
  }
  throw awsError('SerializationException', 400, 'The body is no JSON object')
}

function queueOf({ cloud, arn }: SqsRequest): Queue {
  const queue = cloud.queues.get(arn)
  if (queue !== undefined) return queue
  throw awsError('QueueDoesNotExist', 400, 'The specified queue does not exist.')
}

const attributesOf = ({ arn, attributes, messages }: Queue) => ({
  ...Object.fromEntries(attributes),
  QueueArn: arn,
  ApproximateNumberOfMessages: String(messages.size),
})

const urlOf = ({ headers, tls }: Exchange, arn: string) =>
  `${tls === undefined ? 'http' : 'https'}://${headers.host}/${arn.split(':').slice(4).join('/')}`

const sqsReply = (content: object): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(content),
})
