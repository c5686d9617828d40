import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Notification } from '../core/notification.ts'
import { PATIENCE } from './patience.ts'

/** A topic may live in another region than the function: its ARN says where. */
export const createSnsClient = (topicArn: string): SNSClient => {
  const region = topicArn.split(':')[3]
  return new SNSClient({ maxAttempts: 5, requestHandler: PATIENCE, ...(region && { region }) })
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export async function publish(client: SNSClient, topicArn: string, notification: Notification) {
  const { subject, message, attributes } = notification
  await client.send(
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
