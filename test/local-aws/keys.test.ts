import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { CTRL_C, listenToKeys } from '../../src/local-aws/keys.ts'

const terminal = (isTTY: boolean) => {
  const modes: boolean[] = []
  const setRawMode = (isRaw: boolean) => void modes.push(isRaw)
  return Object.assign(new PassThrough(), { isTTY, setRawMode, modes })
}

it('a key of a terminal acts once, until the keys are given back', () => {
  const input = terminal(true)
  const pressed: string[] = []
  const actions = { m: () => void pressed.push('m'), [CTRL_C]: () => void pressed.push('end') }
  const stop = listenToKeys(input, actions)
  input.emit('data', Buffer.from('xm'))
  input.emit('data', Buffer.from('\u0003'))
  stop()
  input.emit('data', Buffer.from('m'))
  expect(pressed).toEqual(['m', 'end'])
  expect(input.modes).toEqual([true, false])
})

it('without a terminal no key acts', () => {
  const input = terminal(false)
  listenToKeys(input, { m: () => expect.unreachable() })
  input.emit('data', Buffer.from('m'))
  expect(input.modes).toEqual([])
})
