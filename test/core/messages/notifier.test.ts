import { expect, test } from 'vitest'
import type { Message } from '../../../src/core/messages/message.ts'
import { type Channel, notifierTo } from '../../../src/core/messages/notifier.ts'

const MESSAGE: Message = { title: 'A title', facts: {}, forms: () => [{ text: '', data: {} }] }

function channels(...names: readonly string[]) {
  const sent: string[] = []
  const channel = (name: string): Channel => ({
    name,
    async send() {
      if (name === 'down') throw new Error('no topic')
      sent.push(name)
    },
  })
  return { sent, list: names.map(channel) }
}

test('returns the channels that have the message', async () => {
  const { sent, list } = channels('sns', 'chat')
  expect(await notifierTo(list)(MESSAGE)).toEqual(['sns', 'chat'])
  expect(sent).toEqual(['sns', 'chat'])
})

test('returns no channel if there is none', async () => {
  expect(await notifierTo([])(MESSAGE)).toEqual([])
})

test('fails if a channel is down, and still sends the message through the others', async () => {
  const { sent, list } = channels('down', 'sns')
  await expect(notifierTo(list)(MESSAGE)).rejects.toThrow('no topic')
  expect(sent).toEqual(['sns'])
})
