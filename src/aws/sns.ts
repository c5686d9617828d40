import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { lazy } from '../core/lazy.ts'
import type { Message } from '../core/messages/message.ts'
import type { Channel } from '../core/messages/notifier.ts'
import { printableJson } from '../core/printable.ts'
import { TIMEOUTS } from './timeouts.ts'

/** The topic may be in another region than the function, so the client uses the region of its ARN. */
export const createSnsClient = (topicArn: string): SNSClient => {
  const region = topicArn.split(':')[3]
  return new SNSClient({ maxAttempts: 5, requestHandler: TIMEOUTS, ...(region && { region }) })
}

/** Creates the client with the first message, since most events have none. */
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

// An SNS subject must be ASCII without line breaks, and shorter than 100 characters.
const MAX_SUBJECT = 99

/** The message in the form of the SNS API. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
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

// SNS accepts 256 KiB, of which the attributes need less than one.
const MAX_BYTES = 255 * 1024

/** The text for each protocol: the first form that fits, or else the last one. */
function textFor(forms: ReturnType<Message['forms']>): string {
  let text = ''
  for (const { text: email, data } of forms) {
    text = printableJson({ default: printableJson(data), email })
    if (new TextEncoder().encode(text).length <= MAX_BYTES) break
  }
  return text
}
