import { notifierTo } from '../core/messages/notifier.ts'
import { chatChannel } from './chat.ts'
import { snsChannel } from './sns.ts'

/** The topics that messages go to. */
export interface Topics {
  readonly topicArn: string | undefined
  readonly chatTopicArn: string | undefined
}

/** Sends messages through all channels that are configured. A new channel is added here. */
export const createNotifier = ({ topicArn, chatTopicArn }: Topics) =>
  notifierTo([
    ...(topicArn === undefined ? [] : [snsChannel(topicArn)]),
    ...(chatTopicArn === undefined ? [] : [chatChannel(chatTopicArn)]),
  ])
