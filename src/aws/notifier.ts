import { notifierTo } from '../core/messages/notifier.ts'
import { snsChannel } from './sns.ts'

/** Sends messages through all channels that are configured. A new channel is added here. */
export const createNotifier = (topicArn: string | undefined) =>
  notifierTo(topicArn === undefined ? [] : [snsChannel(topicArn)])
