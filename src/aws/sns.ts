import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { lazy } from '../core/lazy.ts'
import type { Message } from '../core/messages/message.ts'
import type { Channel } from '../core/messages/notifier.ts'
import { printableJson } from '../core/printable.ts'
import { TIMEOUTS } from './timeouts.ts'

/** A topic may live in another region than the function: its ARN says where. */
export const createSnsClient = (topicArn: string): SNSClient => {
  const region = topicArn.split(':')[3]
  return new SNSClient({ maxAttempts: 5, requestHandler: TIMEOUTS, ...(region && { region }) })
}

/** Most events lead to no message: the client waits for the first. */
export function snsChannel(topicArn: string): Channel {
  const client = lazy(() => createSnsClient(topicArn))
  return {
    name: 'sns',
    async send(message) {
      const input = { TopicArn: topicArn, ...snsMessageOf(message) }
      await client().send(new PublishCommand(input))
    },
  }
}

// SNS wants ASCII, without line breaks and fewer than 100 characters.
const MAX_SUBJECT = 99

/** The message as SNS takes it. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const snsMessageOf = ({ title, facts, forms }: Message) => ({
  Subject: title.replaceAll(/[^ -~]/g, '?').slice(0, MAX_SUBJECT),
  Message: textFor(forms()),
  MessageStructure: 'json',
  MessageAttributes: Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, snsAttribute(value)]),
  ),
})

const snsAttribute = (value: string | readonly string[]) =>
  typeof value === 'string'
    ? { DataType: 'String', StringValue: value }
    : { DataType: 'String.Array', StringValue: JSON.stringify(value) }

// SNS takes 256 KiB, of which the attributes need less than one.
const MAX_BYTES = 255 * 1024

/** One text for each protocol: the first form that fits, or else the last. */
function textFor(forms: ReturnType<Message['forms']>): string {
  let text = ''
  for (const { text: email, data } of forms) {
    text = printableJson({ default: printableJson(data), email })
    if (new TextEncoder().encode(text).length <= MAX_BYTES) break
  }
  return text
}
