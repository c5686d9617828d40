import { createHash, randomUUID } from 'node:crypto'
import { isAllowed, isDenied } from '../../core/policy/evaluation/evaluate.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'

export interface QueuedMessage {
  readonly id: string
  readonly body: string
  readonly md5: string
  /** Deletes it, as long as it was not received again. */
  receipt: string
  /** Until then it is hidden, because somebody received it. */
  hiddenUntil: number
}

/** A queue of SQS, without order. */
export interface Queue {
  readonly name: string
  readonly arn: string
  readonly attributes: Map<string, string>
  readonly messages: Map<string, QueuedMessage>
  readonly put: (body: string) => QueuedMessage
}

export function createQueue(arn: string, attributes: ReadonlyMap<string, string>): Queue {
  const messages = new Map<string, QueuedMessage>()
  return {
    ...{ name: arn.split(':').at(-1) ?? '', arn, messages, attributes: new Map(attributes) },
    put(body) {
      const md5 = createHash('md5').update(body).digest('hex')
      const message = { id: randomUUID(), body, md5, receipt: '', hiddenUntil: 0 }
      messages.set(message.id, message)
      return message
    },
  }
}

/** Whether the policy of the queue lets SNS send it the messages of a topic. */
export function mayReceive({ arn, attributes }: Queue, topicArn: string): boolean {
  const text = attributes.get('Policy')
  if (!text) return false
  const request = {
    caller: { type: 'service', service: 'sns.amazonaws.com' },
    ...{ action: 'sqs:SendMessage', resource: arn },
    context: new Map([
      ['aws:sourcearn', [topicArn]],
      ['aws:sourceaccount', [topicArn.split(':')[4] ?? '']],
    ]),
  } as const
  try {
    const policy = parsePolicy(JSON.parse(text))
    return isAllowed(policy, request) && !isDenied(policy, request)
  } catch {
    return false
  }
}

const SECONDS_HIDDEN = 30

/** Answers ReceiveMessage: messages that are received are hidden for a while. */
export function receiveFrom(
  { messages }: Queue,
  input: Readonly<Record<string, unknown>>,
  now: Date,
): object {
  const time = now.getTime()
  const most = Number(input.MaxNumberOfMessages ?? 1)
  const visible = [...messages.values()].filter(({ hiddenUntil }) => hiddenUntil <= time)
  const found = visible.slice(0, most)
  for (const message of found) {
    message.receipt = randomUUID()
    message.hiddenUntil = time + Number(input.VisibilityTimeout ?? SECONDS_HIDDEN) * 1000
  }
  const Messages = found.map(({ id, body, md5, receipt }) => ({
    ...{ MessageId: id, Body: body, MD5OfBody: md5, ReceiptHandle: receipt },
  }))
  return Messages.length > 0 ? { Messages } : {}
}
