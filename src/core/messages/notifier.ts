import type { Message } from './message.ts'

/** A way to send messages to people. */
export interface Channel {
  /** The name of the channel in the journal. */
  readonly name: string
  /** Throws where the channel fails. */
  send(message: Message): Promise<void>
}

/**
 * Sends a message through all channels independently, and returns the names of the channels that have it. Throws where a
 * channel fails: the others then get the message twice when it is sent again.
 */
export const notifierTo =
  (channels: readonly Channel[]) =>
  async (message: Message): Promise<readonly string[]> => {
    const results = await Promise.allSettled(channels.map((channel) => channel.send(message)))
    for (const result of results) if (result.status === 'rejected') throw result.reason
    return channels.map(({ name }) => name)
  }
