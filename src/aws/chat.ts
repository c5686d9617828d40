import { PublishCommand } from '@aws-sdk/client-sns'
import { lazy } from '../core/lazy.ts'
import type { Channel } from '../core/messages/notifier.ts'
import { createSnsClient } from './sns.ts'

/** A topic of its own, to which Amazon Q Developer in chat applications subscribes. */
export function chatChannel(topicArn: string): Channel {
  const client = lazy(() => createSnsClient(topicArn))
  return {
    name: 'chat',
    async send(message) {
      const { chatMessageOf } = await import('../core/messages/chat-message.ts')
      const Message = JSON.stringify(chatMessageOf(message))
      await client().send(new PublishCommand({ TopicArn: topicArn, Message }))
    },
  }
}
