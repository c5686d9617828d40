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

test('answers which channels have the message', async () => {
  const { sent, list } = channels('sns', 'chat')
  expect(await notifierTo(list)(MESSAGE)).toEqual(['sns', 'chat'])
  expect(sent).toEqual(['sns', 'chat'])
})

test('without a channel nobody has it', async () => {
  expect(await notifierTo([])(MESSAGE)).toEqual([])
})

test('fails where a channel could not be reached, and sends it through the others all the same', async () => {
  const { sent, list } = channels('down', 'sns')
  await expect(notifierTo(list)(MESSAGE)).rejects.toThrow('no topic')
  expect(sent).toEqual(['sns'])
})
