import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { lazy } from '../core/lazy.ts'
import type { Notification } from '../core/messages/notification.ts'
import { TIMEOUTS } from './timeouts.ts'

/** A topic may live in another region than the function: its ARN says where. */
export const createSnsClient = (topicArn: string): SNSClient => {
  const region = topicArn.split(':')[3]
  return new SNSClient({ maxAttempts: 5, requestHandler: TIMEOUTS, ...(region && { region }) })
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. There is nothing to tell of most events: the client waits for the first message. */
export function publisherTo(topicArn: string): (notification: Notification) => Promise<void> {
  const client = lazy(() => createSnsClient(topicArn))
  return async ({ subject, message, attributes }) => {
    await client().send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: message,
        MessageStructure: 'json',
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, { type, value }]) => [
            name,
            { DataType: type, StringValue: value },
          ]),
        ),
      }),
    )
  }
}
