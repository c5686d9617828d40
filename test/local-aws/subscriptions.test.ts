import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, outcomeOf, signed } from './support.ts'

const TopicArn = 'arn:aws:sns:us-east-1:123456789012:topic'
const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:queue'

interface Received {
  readonly type: string | undefined
  readonly body: string
}

const received: Received[] = []
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const type = String(request.headers['x-amz-sns-message-type'])
  received.push({ type, body: Buffer.concat(chunks).toString() })
  response.end()
})

let aws: LocalAws
let endpoint = ''
beforeAll(async () => {
  aws = await startLocalAws({ topics: [TopicArn] })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
})
beforeEach(async () => {
  received.length = 0
  const { Subscriptions = [] } = await sns().listSubscriptions({})
  for (const { SubscriptionArn } of Subscriptions) {
    if (SubscriptionArn?.startsWith('arn:')) await sns().unsubscribe({ SubscriptionArn })
  }
})
afterAll(async () => {
  server.close()
  await aws.close()
})
const sns = () => clientsOf(aws, { protocol: 'http' }).sns

async function sqs(operation: string, input: object) {
  const response = await fetch(aws.httpUrl, {
    method: 'POST',
    headers: { ...signed({ service: 'sqs' }), 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
  })
  return (await response.json()) as Record<string, never>
}

describe('a subscription of an endpoint of HTTP', () => {
  it('gets messages once it has confirmed that it wants them', async () => {
    const subscribed = await sns().subscribe({ TopicArn, Protocol: 'http', Endpoint: endpoint })
    expect(subscribed.SubscriptionArn).toBe('pending confirmation')
    await sns().publish({ TopicArn, Message: 'too early' })
    await aws.settled()
    expect(received.map(({ type }) => type)).toEqual(['SubscriptionConfirmation'])
    const { Subscriptions } = await sns().listSubscriptionsByTopic({ TopicArn })
    expect(Subscriptions).toMatchObject([{ SubscriptionArn: 'PendingConfirmation' }])
    const { SubscribeURL } = JSON.parse(received[0]?.body ?? '{}')
    expect((await fetch(SubscribeURL)).status).toBe(200)
    await sns().publish({ TopicArn, Subject: 'Hi', Message: 'now' })
    await aws.settled()
    expect(JSON.parse(received[1]?.body ?? '{}')).toMatchObject({
      ...{ Type: 'Notification', TopicArn, Subject: 'Hi', Message: 'now' },
    })
  })

  it('is not confirmed without its token', async () => {
    await sns().subscribe({ TopicArn, Protocol: 'http', Endpoint: endpoint })
    const url = `${aws.httpUrl}/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=x`
    expect((await fetch(url)).status).toBe(400)
  })
})

describe('a subscription of a queue', () => {
  const subscribe = async (Attributes: Record<string, string> = {}) => {
    await sqs('CreateQueue', { QueueName: 'queue' })
    const QueueUrl = (await sqs('GetQueueUrl', { QueueName: 'queue' })).QueueUrl ?? ''
    await sqs('PurgeQueue', { QueueUrl })
    await sns().subscribe({ TopicArn, Protocol: 'sqs', Endpoint: QUEUE, Attributes })
    return QueueUrl
  }
  const letIn = (QueueUrl: string, SourceArn: string) => {
    const Statement = {
      ...{
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
      },
      ...{ Resource: QUEUE, Condition: { ArnEquals: { 'aws:SourceArn': SourceArn } } },
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
    return sqs('SetQueueAttributes', { QueueUrl, Attributes: { Policy } })
  }
  const bodies = async (QueueUrl: string) => {
    const { Messages = [] } = await sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })
    return (Messages as { Body: string; ReceiptHandle: string }[]).map(({ Body }) => Body)
  }

  it('gets the messages that its policy lets in', async () => {
    const QueueUrl = await subscribe()
    await sns().publish({ TopicArn, Message: 'refused' })
    await letIn(QueueUrl, TopicArn)
    await sns().publish({ TopicArn, Message: 'let in' })
    const found = await bodies(QueueUrl)
    expect(found.map((body) => JSON.parse(body).Message)).toEqual(['let in'])
    expect(await bodies(QueueUrl)).toEqual([])
  })

  it.each([
    ['a value', { outcome: ['failed'] }, ['failed']],
    ['anything but', { outcome: [{ 'anything-but': 'failed' }] }, ['fixed']],
    ['an attribute that is absent', { owner: [{ exists: false }] }, ['failed', 'fixed']],
    ['one of a list', { controls: ['tls-only'] }, ['failed', 'fixed']],
    ['none of a list', { controls: ['encryption'] }, []],
  ])('gets those that its filter matches: %s', async (_, filter, expected) => {
    const QueueUrl = await subscribe({
      FilterPolicy: JSON.stringify(filter),
      RawMessageDelivery: 'true',
    })
    await letIn(QueueUrl, TopicArn)
    for (const outcome of ['failed', 'fixed']) {
      await sns().publish({
        ...{ TopicArn, Message: outcome },
        MessageAttributes: {
          outcome: { DataType: 'String', StringValue: outcome },
          controls: { DataType: 'String.Array', StringValue: '["tls-only","other"]' },
        },
      })
    }
    expect(await bodies(QueueUrl)).toEqual(expected)
  })
})

it.each([
  [
    'an endpoint that is none',
    { Protocol: 'https', Endpoint: 'nowhere' },
    'InvalidParameterException',
  ],
  [
    'a filter that is none',
    { Protocol: 'sqs', Endpoint: QUEUE, Attributes: { FilterPolicy: '{' } },
    'InvalidParameterException',
  ],
  ['text messages', { Protocol: 'sms', Endpoint: '+1' }, 'NotImplemented'],
  [
    'an attribute that is not played',
    { Protocol: 'sqs', Endpoint: QUEUE, Attributes: { RedrivePolicy: '{}' } },
    'NotImplemented',
  ],
])('Subscribe refuses %s', async (_, more, expected) => {
  expect(await outcomeOf(sns().subscribe({ TopicArn, ...more }))).toBe(expected)
})

it('topics are listed, to their account only', async () => {
  expect((await sns().listTopics({})).Topics).toEqual([{ TopicArn }])
  const { sns: foreign } = clientsOf(aws, { accessKeyId: '210987654321' })
  expect((await foreign.listTopics({})).Topics ?? []).toEqual([])
  expect((await sns().getTopicAttributes({ TopicArn })).Attributes).toMatchObject({ TopicArn })
})
