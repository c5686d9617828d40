import type { Message } from './message.ts'

/** A way by which messages reach people. */
export interface Channel {
  /** What a record calls it. */
  readonly name: string
  /** Throws where it could not be reached. */
  send(message: Message): Promise<void>
}

/**
 * Sends a message through all channels, each whatever becomes of the others. Answers the names of those that have it.
 * Throws where one could not be reached: when the message is sent again, the others get it twice.
 */
export const notifierTo =
  (channels: readonly Channel[]) =>
  async (message: Message): Promise<readonly string[]> => {
    const results = await Promise.allSettled(channels.map((channel) => channel.send(message)))
    for (const result of results) if (result.status === 'rejected') throw result.reason
    return channels.map(({ name }) => name)
  }
